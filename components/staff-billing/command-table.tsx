import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { DataTable } from "@/components/ui/data-table";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { StripeCommandView } from "@/lib/billing/staff-views";
import type { Role } from "@/theme";

const states: Record<StripeCommandView["status"], { role: Role; word: string }> = {
  pending: { role: "info", word: "waiting" },
  sent: { role: "info", word: "sent" },
  done: { role: "ok", word: "done" },
  failed: { role: "warn", word: "refused" },
  unknown: { role: "act", word: "not known" },
};

/** Calls to Stripe that move money or a plan, each with the key that makes repeating it safe. */
export function CommandTable({ rows, empty }: { rows: readonly StripeCommandView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Commands"
      rows={rows}
      rowKey={(row) => row.id}
      phone="scroll"
      columns={[
        { key: "at", header: "Time", render: (row) => <Time at={row.createdAt} form="moment" /> },
        {
          key: "kind",
          header: "Command",
          render: (row) => (
            <>
              <Mono>{row.kind}</Mono>
              <Text fz="xs" c="dimmed" component="div">
                key <Mono>{row.idempotencyKey}</Mono>
              </Text>
            </>
          ),
        },
        {
          key: "tenant",
          header: "Tenant",
          render: (row) =>
            row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "–",
        },
        {
          key: "status",
          header: "State",
          render: (row) => (
            <>
              <RoleBadge role={states[row.status].role}>{states[row.status].word}</RoleBadge>
              {row.error !== null && (
                <Text fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {[row.error.code, row.error.declineCode, row.error.message].filter(Boolean).join(" · ")}
                </Text>
              )}
            </>
          ),
        },
        { key: "attempts", header: "Attempts", numeric: true, wideOnly: true, render: (row) => row.attempts },
      ]}
      empty={empty}
    />
  );
}
