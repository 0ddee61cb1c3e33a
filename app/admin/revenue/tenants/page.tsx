import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { RowsPage } from "@/app/admin/revenue/_parts/rows-page";
import { describeCount, describeMoney } from "@/components/revenue/describe-revenue";
import { rowLimit, shownRows } from "@/components/revenue/row-limit";
import { DataTable } from "@/components/ui/data-table";
import { describeMoment } from "@/components/ui/describe-time";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { PayersInput } from "@/lib/analytics/revenue-inputs";
import { listPayers } from "@/lib/analytics/server/revenue/list-payers";

export const metadata: Metadata = { title: "MRR by tenant" };

const path = "/admin/revenue/tenants";
const title = "MRR by tenant";
const back = { href: "/admin/revenue", label: "Revenue" };

export default async function PayersPage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: PayersInput,
    load: listPayers,
    path,
    header: <PageHeader title={title} back={back} />,
  });
  if (refused) return refused;
  const currency = view.currency ?? "EUR";
  const when = values.at ? `just before ${describeMoment(new Date(view.at), view.zone)}` : "now";
  const plan = values.plan ? ` on ${view.rows[0]?.planName ?? "this plan"}` : "";
  return (
    <RowsPage
      title={title}
      back={back}
      sentence={`${describeCount(view.rows.length, "tenant")}${plan} paid ${describeMoney(view.mrrMinor, currency)} a month ${when}, without tax.`}
      csvHref={`/api/admin/revenue/payers.csv?${new URLSearchParams(values as Record<string, string>)}`}
      asOf={view.asOf}
      zone={view.zone}
    >
      <DataTable
        label={title}
        rows={view.rows.slice(0, shownRows)}
        footer={rowLimit(view.rows.length)}
        rowKey={(row) => row.tenantId}
        columns={[
          {
            key: "tenant",
            header: "Tenant",
            render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
          },
          {
            key: "plan",
            header: "Plan",
            render: (row) => (
              <TextLink href={`/admin/plans/${row.planId}`}>
                {row.planName} version {row.planVersion}
              </TextLink>
            ),
          },
          { key: "status", header: "State", render: (row) => row.status },
          { key: "mrr", header: "MRR", numeric: true, render: (row) => describeMoney(row.mrrMinor, currency) },
          {
            key: "since",
            header: "Pays this since",
            render: (row) => <Time at={row.since} form="day" timeZone={view.zone} />,
          },
        ]}
        empty={
          values.plan ? (
            <EmptyState kind="filtered" title="Nobody paid for this plan then" />
          ) : (
            <EmptyState kind="nothing-yet" title="Nobody paid then">
              The first paid invoice starts this page.
            </EmptyState>
          )
        }
      />
    </RowsPage>
  );
}
