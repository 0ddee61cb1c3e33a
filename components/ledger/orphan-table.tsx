import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { OrphanRow } from "@/lib/metering/views";

const what = ({ units, featureName }: OrphanRow) =>
  featureName === null ? `${describeNumber(units / 1_000_000)} credits` : `${describeNumber(units)} of ${featureName}`;

/** Leases whose node fell silent: what they hold back, until when, and the way to end it sooner. */
export function OrphanTable({ rows, mayAct }: { rows: readonly OrphanRow[]; mayAct: boolean }) {
  const acts: Column<OrphanRow> = {
    key: "acts",
    header: "Change",
    render: (row) => (
      <ConfirmDeed
        open="Release"
        openAria={`Release ${what(row)} of ${row.tenantName}`}
        title="Release this lease"
        consequence={`${row.tenantName} may use ${what(row)} again at once. What the lost node sold of them and did not report is written off; if it comes back after all, that usage is booked as overrun.`}
        asksReason
        submitLabel="Release lease"
        done="The lease was released."
        deed={{ method: "POST", path: `/api/admin/ledger/leases/${row.leaseId}/release` }}
      />
    ),
  };
  return (
    <DataTable
      label="Leases of lost nodes"
      rows={rows}
      rowKey={({ leaseId }) => leaseId}
      columns={[
        {
          key: "tenant",
          header: "Tenant",
          render: ({ tenantId, tenantName }) => <TextLink href={`/admin/tenants/${tenantId}`}>{tenantName}</TextLink>,
        },
        { key: "held", header: "Held back", render: what },
        { key: "kind", header: "Account", wideOnly: true, render: ({ accountKind }) => accountKind },
        {
          key: "node",
          header: "Node",
          wideOnly: true,
          render: ({ nodeId }) => <Mono style={{ whiteSpace: "nowrap" }}>{nodeId}</Mono>,
        },
        { key: "since", header: "Since", render: ({ orphanedAt }) => <Time at={orphanedAt} /> },
        {
          key: "until",
          header: "Held until",
          render: ({ heldUntil }) => (heldUntil ? <Time at={heldUntil} form="instant" /> : "–"),
        },
        ...(mayAct ? [acts] : []),
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No lease waits for a lost node">
          Units that a gateway held when it died wait here until it comes back or their hold is over.
        </EmptyState>
      }
    />
  );
}
