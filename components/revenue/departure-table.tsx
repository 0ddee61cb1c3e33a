import { List, ListItem, Text } from "@mantine/core";
import { departureWords, describeCount, describeMoney } from "@/components/revenue/describe-revenue";
import { DataTable } from "@/components/ui/data-table";
import { TextLink } from "@/components/ui/text-link";
import type { Departure } from "@/lib/analytics/metrics/movement-rows";
import type { DepartureSum, QuietTenant } from "@/lib/analytics/revenue-views";

type Props = { rows: readonly DepartureSum[]; currency: string; hrefOf: (kind: Departure) => string };

/** Why recurring revenue ended, by class. */
export function DepartureTable({ rows, currency, hrefOf }: Props) {
  return (
    <DataTable
      label="Departures by class"
      rows={rows}
      rowKey={(row) => row.kind}
      columns={[
        {
          key: "kind",
          header: "Class",
          render: ({ kind }) => (
            <>
              {departureWords[kind].label}
              <Text fz="xs" c="dimmed">
                {departureWords[kind].meaning}
              </Text>
            </>
          ),
        },
        {
          key: "tenants",
          header: "Tenants",
          numeric: true,
          render: ({ kind, tenants }) => (tenants === 0 ? 0 : <TextLink href={hrefOf(kind)}>{tenants}</TextLink>),
        },
        {
          key: "mrr",
          header: "MRR they took along",
          numeric: true,
          render: ({ mrrMinor }) => describeMoney(mrrMinor, currency),
        },
      ]}
    />
  );
}

const shown = 12;

// The day is a date of the report zone already: no zone may move it.
const dates = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const sayDay = (day: string | null) => (day === null ? null : dates.format(new Date(`${day}T00:00:00Z`)));

/** Tenants that are quiet without having left: no churn, and told apart from it. */
export function QuietTenants({
  title,
  rows,
  currency,
  lastWords,
}: {
  title: string;
  rows: readonly QuietTenant[];
  currency: string;
  lastWords: (day: string | null) => string;
}) {
  if (rows.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        {title}: none.
      </Text>
    );
  }
  return (
    <div>
      <Text fz="sm">
        {title}: {describeCount(rows.length, "tenant")}
        {rows.some(({ mrrMinor }) => mrrMinor > 0)
          ? `, ${describeMoney(
              rows.reduce((sum, { mrrMinor }) => sum + mrrMinor, 0),
              currency,
            )} a month`
          : ""}
        .
      </Text>
      <List fz="sm" spacing={2} mt={4}>
        {rows.slice(0, shown).map((row) => (
          <ListItem key={row.tenantId}>
            <TextLink href={`/admin/tenants/${row.tenantId}`} underline="always">
              {row.tenantName}
            </TextLink>
            , {lastWords(sayDay(row.lastDay))}
          </ListItem>
        ))}
        {rows.length > shown ? <ListItem>and {rows.length - shown} more</ListItem> : null}
      </List>
    </div>
  );
}
