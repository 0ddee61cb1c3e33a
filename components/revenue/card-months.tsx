import { describeStart } from "@/components/charts/describe-step";
import { describeMoney } from "@/components/revenue/describe-revenue";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { CardMonth } from "@/lib/analytics/revenue-views";

/** Paying tenants whose last card ends before its next charge, by the month in which it does. */
export function CardMonths({ months, currency }: { months: readonly CardMonth[]; currency: string }) {
  const rows = months.flatMap((month) => month.rows.map((row, place) => ({ ...row, month, isFirst: place === 0 })));
  return (
    <DataTable
      label="Cards that expire before the next charge"
      rows={rows}
      rowKey={(row) => row.tenantId}
      columns={[
        {
          key: "month",
          header: "Card ends with",
          render: ({ month, isFirst }) =>
            `${describeStart(`${month.month}-01T00:00:00Z`, "month", "UTC")}${
              isFirst ? ` (${month.tenants}, ${describeMoney(month.mrrMinor, currency)})` : ""
            }`,
        },
        {
          key: "tenant",
          header: "Tenant",
          render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
        },
        { key: "card", header: "Card", render: (row) => `${row.brand} ••${row.last4}` },
        { key: "next", header: "Next charge", render: (row) => <Time at={row.nextChargeAt} form="day" /> },
        { key: "mrr", header: "MRR", numeric: true, render: (row) => describeMoney(row.mrrMinor, currency) },
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No card expires before its next charge">
          Watched: cards of paying tenants that are billed by card.
        </EmptyState>
      }
    />
  );
}
