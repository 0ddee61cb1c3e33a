import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeCredits } from "@/components/ui/describe-credits";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { CreditLotView } from "@/lib/entitlements/views";

const kinds = { plan: "with the plan", bought: "bought", granted: "granted" } as const;

const suffixes: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const plural = new Intl.PluralRules("en", { type: "ordinal" });
const ordinal = (n: number) => `${n}${suffixes[plural.select(n)]}`;

type Props = {
  label: string;
  /** In the order in which they burn. */
  lots: readonly CreditLotView[];
  timeZone: string;
  /** Staff see priority, reason and who gave it, and may withdraw what is left. */
  staff?: { tenantId: string; tenantName: string; mayWithdraw: boolean };
  empty: ReactNode;
};

/** Prepaid lots in the order in which they burn: what is left of what was given, and until when. */
export function CreditLotTable({ label, lots, timeZone, staff, empty }: Props) {
  const open = lots.filter(({ state }) => state === "open");
  const columns: Column<CreditLotView>[] = [
    {
      key: "order",
      header: "Order",
      width: 100,
      render: (lot) =>
        lot.state === "open" ? (
          `Burns ${ordinal(open.indexOf(lot) + 1)}`
        ) : (
          <RoleBadge role="calm">{lot.state}</RoleBadge>
        ),
    },
    {
      key: "left",
      header: "Left",
      numeric: true,
      render: (lot) => (
        <>
          <span style={{ whiteSpace: "nowrap" }}>
            {describeCredits(lot.left)} of {describeCredits(lot.credits)}
          </span>
          {Number(lot.held) > 0 && (
            <Text size="xs" c="dimmed">
              {describeCredits(lot.held)} held by calls in flight
            </Text>
          )}
        </>
      ),
    },
    {
      key: "expires",
      header: "Ends",
      render: (lot) => (lot.expiresAt ? <Time at={lot.expiresAt} form="moment" timeZone={timeZone} /> : "never"),
    },
    { key: "kind", header: "Source", render: (lot) => kinds[lot.kind] },
    { key: "since", header: "Given", wideOnly: true, render: (lot) => <Time at={lot.createdAt} form="day" /> },
  ];
  return (
    <DataTable
      label={label}
      rows={lots}
      rowKey={(lot) => lot.id}
      columns={staff ? [...columns, ...staffColumns(staff)] : columns}
      empty={empty}
    />
  );
}

function staffColumns(staff: NonNullable<Props["staff"]>): Column<CreditLotView>[] {
  const { tenantId, tenantName, mayWithdraw } = staff;
  const act: Column<CreditLotView> = {
    key: "acts",
    header: "Change",
    render: (lot) =>
      lot.state === "open" ? (
        <ConfirmDeed
          open="Withdraw"
          openAria={`Withdraw ${lot.left} credits from ${tenantName}`}
          title={`Withdraw ${describeCredits(lot.left)} credits from ${tenantName}`}
          consequence="What is left of this lot is taken back at once. What was used stays used; calls in flight keep what they hold. Calls that only credits pay for answer 402 when no other lot is left."
          asksReason
          submitLabel="Withdraw credits"
          done="The credits were withdrawn."
          deed={{ method: "POST", path: `/api/admin/tenants/${tenantId}/credit-lots/${lot.id}/withdraw` }}
        />
      ) : (
        "–"
      ),
  };
  return [
    {
      key: "priority",
      header: "Priority",
      numeric: true,
      wideOnly: true,
      render: (lot) => <Mono>{lot.priority}</Mono>,
    },
    { key: "reason", header: "Reason", render: (lot) => lot.reason ?? "–" },
    { key: "by", header: "By", wideOnly: true, render: (lot) => lot.createdBy ?? "–" },
    ...(mayWithdraw ? [act] : []),
  ];
}

/** A tenant without lots: what credits would do for it. */
export function NoCredits({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <EmptyState kind="nothing-yet" title="No credits" action={action}>
      {children}
    </EmptyState>
  );
}
