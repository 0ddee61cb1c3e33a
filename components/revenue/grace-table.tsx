import { describeFailure, describeMoney } from "@/components/revenue/describe-revenue";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { GraceRow } from "@/lib/analytics/revenue-views";

/** Tenants whose access stops unless they pay, the first on top. */
export function GraceTable({ rows, currency, zone }: { rows: readonly GraceRow[]; currency: string; zone: string }) {
  return (
    <DataTable
      label="Grace that ends"
      rows={rows}
      rowKey={(row) => row.tenantId}
      columns={[
        {
          key: "tenant",
          header: "Tenant",
          render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
        },
        {
          key: "ends",
          header: "Access stops",
          render: (row) => (row.endsAt ? <Time at={row.endsAt} form="moment" timeZone={zone} /> : "no end is set"),
        },
        {
          key: "owed",
          header: "Owed, with tax",
          numeric: true,
          render: (row) =>
            row.owedMinor === 0 ? (
              "no invoice recorded"
            ) : (
              <TextLink href={`/admin/invoices?tenant=${row.tenantId}&status=open`}>
                {describeMoney(row.owedMinor, currency)}
              </TextLink>
            ),
        },
        { key: "mrr", header: "MRR", numeric: true, render: (row) => describeMoney(row.mrrMinor, currency) },
        { key: "plan", header: "Plan", wideOnly: true, render: (row) => row.planName },
        { key: "cause", header: "Why", render: (row) => (row.cause ? describeFailure(row.cause) : "–") },
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="Nobody is in grace">
          Every payment in this currency came in time, or its grace is over.
        </EmptyState>
      }
    />
  );
}
