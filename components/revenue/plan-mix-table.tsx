import { ShareBar } from "@/components/charts/share-bar";
import { describeMoney } from "@/components/revenue/describe-revenue";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { TextLink } from "@/components/ui/text-link";
import type { PlanShareRow } from "@/lib/analytics/revenue-views";

type Props = { rows: readonly PlanShareRow[]; currency: string; payersHrefOf: (planId: string) => string };

/** Who holds which plan now, and what each brings; the shares add up to the whole. */
export function PlanMixTable({ rows, currency, payersHrefOf }: Props) {
  return (
    <DataTable
      label="Plan mix"
      rows={rows}
      rowKey={(row) => row.planId}
      columns={[
        {
          key: "plan",
          header: "Plan",
          render: (row) => <TextLink href={`/admin/plans/${row.planId}`}>{row.name}</TextLink>,
        },
        { key: "tenants", header: "Tenants", numeric: true, render: (row) => row.tenants },
        { key: "trials", header: "In a trial", numeric: true, wideOnly: true, render: (row) => row.trials },
        {
          key: "payers",
          header: "Paying",
          numeric: true,
          render: (row) => (row.payers === 0 ? 0 : <TextLink href={payersHrefOf(row.planId)}>{row.payers}</TextLink>),
        },
        { key: "mrr", header: "MRR", numeric: true, render: (row) => describeMoney(row.mrrMinor, currency) },
        {
          key: "share",
          header: "Share of MRR",
          render: (row) => (
            <ShareBar share={row.sharePermille / 1000} label={`${(row.sharePermille / 10).toFixed(1)}%`} />
          ),
        },
      ]}
      empty={<EmptyState kind="nothing-yet" title="No tenant holds a plan in this currency" />}
    />
  );
}
