import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { RowsPage } from "@/app/admin/revenue/_parts/rows-page";
import { describeCount, describeFailure, describeMoney } from "@/components/revenue/describe-revenue";
import { describeRowsWindow } from "@/components/revenue/describe-rows";
import { rowLimit, shownRows } from "@/components/revenue/row-limit";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { FailedInput } from "@/lib/analytics/revenue-inputs";
import { listFailed } from "@/lib/analytics/server/revenue/list-failed";

export const metadata: Metadata = { title: "Failed payments" };

const path = "/admin/revenue/failed";
const title = "Failed payments";
const back = { href: "/admin/revenue/recovery", label: "Recovery" };

export default async function FailedPage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: FailedInput,
    load: listFailed,
    path,
    header: <PageHeader title={title} back={back} />,
  });
  if (refused) return refused;
  const currency = view.currency ?? "EUR";
  const sum = view.rows.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const why = values.cause ? ` (${describeFailure(values.cause).toLowerCase()})` : "";
  return (
    <RowsPage
      title={title}
      back={back}
      sentence={`${describeCount(view.rows.length, "invoice")} failed at the first attempt${why}, ${describeMoney(sum, currency)} with tax, ${describeRowsWindow(view)}.`}
      csvHref={`/api/admin/revenue/failed.csv?${new URLSearchParams(values as Record<string, string>)}`}
      asOf={view.asOf}
      zone={view.zone}
    >
      <DataTable
        label={title}
        rows={view.rows.slice(0, shownRows)}
        footer={rowLimit(view.rows.length)}
        rowKey={(row) => row.invoiceId}
        columns={[
          {
            key: "tenant",
            header: "Tenant",
            render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
          },
          {
            key: "number",
            header: "Invoice",
            render: (row) => (
              <TextLink href={`/admin/invoices?tenant=${row.tenantId}`}>
                {row.number ?? row.invoiceId.slice(-8)}
              </TextLink>
            ),
          },
          {
            key: "failed",
            header: "First failed",
            render: (row) => <Time at={row.failedAt} form="moment" timeZone={view.zone} />,
          },
          {
            key: "cause",
            header: "Why",
            render: (row) => (
              <>
                {describeFailure(row.cause)}
                {row.declineCode ? (
                  <>
                    {" "}
                    <Mono>{row.declineCode}</Mono>
                  </>
                ) : null}
              </>
            ),
          },
          { key: "attempts", header: "Attempts", numeric: true, wideOnly: true, render: (row) => row.attempts },
          {
            key: "paid",
            header: "Paid",
            render: (row) =>
              row.paidAt ? <Time at={row.paidAt} form="moment" timeZone={view.zone} /> : `not paid, ${row.status}`,
          },
          {
            key: "amount",
            header: "Amount, with tax",
            numeric: true,
            render: (row) => describeMoney(row.amountMinor, currency),
          },
        ]}
        empty={
          values.cause || values.tenant ? (
            <EmptyState kind="filtered" title="No failed payment matches these filters" />
          ) : (
            <EmptyState kind="nothing-yet" title="No failed payment in this window" />
          )
        }
      />
    </RowsPage>
  );
}
