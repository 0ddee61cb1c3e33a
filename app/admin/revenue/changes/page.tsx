import { List, ListItem } from "@mantine/core";
import type { Metadata } from "next";
import type { SearchParams } from "@/app/_parts/read-search";
import { readPage } from "@/app/admin/revenue/_parts/read-page";
import { RowsPage } from "@/app/admin/revenue/_parts/rows-page";
import { describeStart } from "@/components/charts/describe-step";
import {
  departureWords,
  describeChange,
  describeCount,
  describeMoney,
  kindWords,
} from "@/components/revenue/describe-revenue";
import { describeClock, describeRowsWindow } from "@/components/revenue/describe-rows";
import { rowLimit, shownRows } from "@/components/revenue/row-limit";
import { Whole } from "@/components/revenue/whole";
import { type Column, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { ChangesInput } from "@/lib/analytics/revenue-inputs";
import type { ChangeRow, HeldChange, RevenueScope } from "@/lib/analytics/revenue-views";
import { listChanges } from "@/lib/analytics/server/revenue/list-changes";

export const metadata: Metadata = { title: "Changes of MRR" };

const path = "/admin/revenue/changes";
const title = "Changes of MRR";
const back = { href: "/admin/revenue", label: "Revenue" };
const asOptions = (words: Record<string, string | { label: string }>) =>
  Object.entries(words).map(([value, word]) => ({ value, label: typeof word === "string" ? word : word.label }));

export default async function ChangesPage({ searchParams }: { searchParams: SearchParams }) {
  const { view, values, refused } = await readPage({
    searchParams,
    input: ChangesInput,
    load: listChanges,
    path,
    header: <PageHeader title={title} back={back} />,
  });
  if (refused) return refused;
  const currency = view.currency ?? "EUR";
  const net = view.rows.reduce((sum, row) => sum + row.endMinor - row.startMinor, 0);
  return (
    <RowsPage
      title={title}
      back={back}
      sentence={`${describeCount(view.rows.length, "movement")} in ${currency}, ${describeChange(net, currency)} in sum, ${describeRowsWindow(view)}. Each tenant counts once${values.whole ? ", by its MRR at both ends" : ` a ${view.step}`}.`}
      csvHref={`/api/admin/revenue/changes.csv?${new URLSearchParams(values as Record<string, string>)}`}
      asOf={view.asOf}
      zone={view.zone}
    >
      <FilterBar
        filters={[
          { kind: "select", name: "kind", label: "Movement", options: asOptions(kindWords) },
          { kind: "select", name: "departure", label: "Departure", options: asOptions(departureWords) },
        ]}
      />
      <DataTable
        label={title}
        rows={view.rows.slice(0, shownRows)}
        footer={rowLimit(view.rows.length)}
        rowKey={(row) => `${row.tenantId} ${row.start}`}
        columns={[
          {
            key: "tenant",
            header: "Tenant",
            render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
          },
          ...(values.whole ? [] : [stepColumn(view)]),
          { key: "kind", header: "Movement", render: describeKind },
          {
            key: "mrr",
            header: "MRR",
            numeric: true,
            render: (row) => (
              <Whole>
                {describeMoney(row.startMinor, currency)} → {describeMoney(row.endMinor, currency)}
              </Whole>
            ),
          },
          {
            key: "net",
            header: "Change",
            numeric: true,
            render: (row) => <Whole>{describeChange(row.endMinor - row.startMinor, currency)}</Whole>,
          },
          {
            key: "changes",
            header: `What changed (${view.zone})`,
            render: (row) => (
              <List listStyleType="none" fz="sm" spacing={2}>
                {row.changes.map((change) => (
                  <ListItem key={`${change.at} ${change.status}`}>
                    {describeClock(change.at, view.zone)}: {describeHeld(change)}
                  </ListItem>
                ))}
                {row.reason ? <ListItem>Reason given: “{row.reason}”</ListItem> : null}
              </List>
            ),
          },
        ]}
        empty={
          values.kind || values.departure || values.tenant ? (
            <EmptyState kind="filtered" title="No movement matches these filters">
              Clear the filters to see every movement of this window.
            </EmptyState>
          ) : (
            <EmptyState kind="nothing-yet" title="Nothing moved in this window">
              MRR was the same at its start and at its end, for every tenant.
            </EmptyState>
          )
        }
      />
    </RowsPage>
  );
}

const describeKind = ({ kind, departure }: ChangeRow) =>
  departure === null ? kindWords[kind] : `${kindWords[kind]}, ${departureWords[departure].label.toLowerCase()}`;

const describeHeld = ({ planName, planVersion, status }: HeldChange) =>
  planName === null ? "no plan" : `${planName} version ${planVersion}, ${status}`;

const stepColumn = ({ step, zone }: RevenueScope): Column<ChangeRow> => ({
  key: "step",
  header: step === "month" ? "Month" : "Day",
  render: (row) => <Whole>{describeStart(row.start, step, zone)}</Whole>,
});
