import { Text } from "@mantine/core";
import { describeCount, describeMoney, describePart } from "@/components/revenue/describe-revenue";
import { describeQuickRatio } from "@/components/revenue/movement-table";
import { DataTable } from "@/components/ui/data-table";
import { describeShare } from "@/components/ui/describe-share";
import { describeDay } from "@/components/ui/describe-time";
import { TextLink } from "@/components/ui/text-link";
import type { MovementView, RetentionRow } from "@/lib/analytics/revenue-views";

type Props = { view: MovementView; currency: string; hrefOf: (row: RetentionRow, kind?: "churn") => string };

const share = (value: number | null) => (value === null ? "–" : describeShare(value));

/** Why a row says nothing: nobody paid at its start, and when that will be otherwise. */
export function describeMissing(row: RetentionRow, zone: string): string {
  const start = describeDay(new Date(row.from), zone);
  if (row.completeOn === null) return `Nobody paid on ${start}.`;
  return `Nobody paid on ${start}: complete on ${describeDay(new Date(row.completeOn), zone)}.`;
}

/** NRR, GRR and churn over whole closed months, each with what it rests on. */
export function RetentionTable({ view, currency, hrefOf }: Props) {
  return (
    <DataTable
      label="Retention and churn"
      rows={view.retention}
      rowKey={(row) => String(row.months)}
      phone="scroll"
      columns={[
        {
          key: "months",
          header: "Over",
          render: (row) => (
            <>
              {row.payers === 0 ? (
                describeCount(row.months, "month")
              ) : (
                <TextLink href={hrefOf(row)}>{describeCount(row.months, "month")}</TextLink>
              )}
              <Text fz="xs" c="dimmed">
                {row.payers === 0
                  ? describeMissing(row, view.zone)
                  : `${describeMoney(row.startMinor, currency)} of ${describeCount(row.payers, "tenant")} at its start`}
              </Text>
            </>
          ),
        },
        {
          key: "net",
          header: "Net retention (NRR)",
          numeric: true,
          render: (row) => (
            <>
              {share(row.net)}
              <Text fz="xs" c="dimmed">
                {row.net === null
                  ? ""
                  : row.netLow === null || row.netHigh === null
                    ? "few tenants"
                    : `${describeShare(row.netLow)}–${describeShare(row.netHigh)}`}
              </Text>
            </>
          ),
        },
        { key: "gross", header: "Gross retention (GRR)", numeric: true, render: (row) => share(row.gross) },
        {
          key: "left",
          header: "Tenants that left",
          numeric: true,
          render: (row) =>
            row.churnedTenants === 0 ? (
              describePart(0, row.payers)
            ) : (
              <TextLink href={hrefOf(row, "churn")}>{describePart(row.churnedTenants, row.payers)}</TextLink>
            ),
        },
        { key: "grossChurn", header: "Gross MRR churn", numeric: true, render: (row) => share(row.grossMrrChurn) },
        { key: "netChurn", header: "Net MRR churn", numeric: true, render: (row) => share(row.netMrrChurn) },
        { key: "quick", header: "Quick ratio", numeric: true, render: (row) => describeQuickRatio(row.quickRatio) },
      ]}
    />
  );
}
