import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { RowsPage } from "@/app/admin/revenue/_parts/rows-page";
import { describeMoney } from "@/components/revenue/describe-revenue";
import { describeRowsWindow } from "@/components/revenue/describe-rows";
import { rowLimit, shownRows } from "@/components/revenue/row-limit";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { UsagePapersInput } from "@/lib/analytics/revenue-inputs";
import { listUsagePapers } from "@/lib/analytics/server/revenue/list-usage-papers";

export const metadata: Metadata = { title: "Usage revenue" };

const path = "/admin/revenue/usage";
const title = "Usage revenue";
const back = { href: "/admin/revenue", label: "Revenue" };

export default async function UsagePapersPage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: UsagePapersInput,
    load: listUsagePapers,
    path,
    header: <PageHeader title={title} back={back} />,
  });
  if (refused) return refused;
  const currency = view.currency ?? "EUR";
  return (
    <RowsPage
      title={title}
      back={back}
      sentence={`${describeMoney(view.overageMinor, currency)} of overage and ${describeMoney(view.creditsMinor, currency)} of credits, without tax, ${describeRowsWindow(view)}. None of it is in MRR.`}
      csvHref={`/api/admin/revenue/usage-papers.csv?${new URLSearchParams(values as Record<string, string>)}`}
      asOf={view.asOf}
      zone={view.zone}
    >
      <FilterBar
        filters={[
          {
            kind: "select",
            name: "kind",
            label: "Kind",
            options: [
              { value: "overage", label: "Overage" },
              { value: "credits", label: "Credits bought" },
            ],
          },
        ]}
      />
      <DataTable
        label={title}
        rows={view.rows.slice(0, shownRows).map((row, place) => ({ ...row, place }))}
        footer={rowLimit(view.rows.length)}
        rowKey={(row) => `${row.paperId} ${row.place}`}
        columns={[
          {
            key: "tenant",
            header: "Tenant",
            render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
          },
          { key: "kind", header: "Kind", render: (row) => (row.kind === "overage" ? "Overage" : "Credits bought") },
          {
            key: "paper",
            header: "Paper",
            render: (row) =>
              row.isStatement ? (
                <TextLink href={`/admin/tenants/${row.tenantId}`}>Statement</TextLink>
              ) : (
                <TextLink href={`/admin/invoices?tenant=${row.tenantId}`}>{row.paperNumber ?? "Invoice"}</TextLink>
              ),
          },
          { key: "at", header: "At", render: (row) => <Time at={row.at} form="moment" timeZone={view.zone} /> },
          {
            key: "units",
            header: "Units",
            numeric: true,
            render: (row) => (row.units === null ? "–" : describeNumber(row.units)),
          },
          { key: "amount", header: "Amount", numeric: true, render: (row) => describeMoney(row.amountMinor, currency) },
        ]}
        empty={
          values.kind || values.tenant ? (
            <EmptyState kind="filtered" title="No line matches these filters" />
          ) : (
            <EmptyState kind="nothing-yet" title="No usage was invoiced in this window">
              Overage stands on the paper that ends its period; credits on the day they were paid.
            </EmptyState>
          )
        }
      />
    </RowsPage>
  );
}
