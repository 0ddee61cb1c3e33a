import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { describeStart } from "@/components/charts/describe-step";
import { describeMoney, describePart } from "@/components/revenue/describe-revenue";
import { DataTable } from "@/components/ui/data-table";
import { describeDay } from "@/components/ui/describe-time";
import { TextLink } from "@/components/ui/text-link";
import type { RecoveryCell, RecoveryCohort } from "@/lib/analytics/revenue-views";

type Props = {
  label: string;
  rows: readonly RecoveryCohort[];
  currency: string;
  zone: string;
  nameOf?: (row: RecoveryCohort) => string;
  /** The invoices behind a row. */
  hrefOf: (row: RecoveryCohort) => string;
  empty?: ReactNode;
};

/** Failed invoices by cohort, and how many of each were paid within so many days. */
export function CohortTable({ label, rows, currency, zone, nameOf, hrefOf, empty }: Props) {
  const monthOf = ({ start }: RecoveryCohort) =>
    start === null ? "All, 30 days old or older" : describeStart(start, "month", zone);
  const name = nameOf ?? monthOf;
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(row) => row.name}
      phone="scroll"
      empty={empty}
      columns={[
        {
          key: "name",
          header: nameOf ? "Reason" : "Failed in",
          render: (row) => <TextLink href={hrefOf(row)}>{name(row)}</TextLink>,
        },
        {
          key: "failed",
          header: "Failed",
          numeric: true,
          render: (row) => (
            <>
              {row.failed}
              <Text fz="xs" c="dimmed">
                {describeMoney(row.failedMinor, currency)}
              </Text>
            </>
          ),
        },
        ...[0, 1, 2, 3].map((place) => ({
          key: `cell${place}`,
          header: `Paid within ${rows[0]?.cells[place]?.days ?? ""} d`,
          numeric: true,
          render: (row: RecoveryCohort) => <Cell cell={row.cells[place]} {...{ row, currency, zone }} />,
        })),
        {
          key: "open",
          header: "Open now",
          numeric: true,
          render: (row) => (row.open === 0 ? "–" : `${row.open} (${describeMoney(row.openMinor, currency)})`),
        },
      ]}
    />
  );
}

type CellProps = { cell: RecoveryCell | undefined; row: RecoveryCohort; currency: string; zone: string };

function Cell({ cell, row, currency, zone }: CellProps) {
  if (!cell || row.counted === 0) {
    return (
      <Text component="span" fz="xs" c="dimmed">
        too young
      </Text>
    );
  }
  if (cell.recovered === null || cell.recoveredMinor === null) {
    return (
      <Text component="span" fz="xs" c="dimmed">
        {cell.maturesOn ? `told on ${describeDay(new Date(cell.maturesOn), zone)}` : "too young"}
      </Text>
    );
  }
  return (
    <>
      {describePart(cell.recovered, row.counted)}
      <Text fz="xs" c="dimmed">
        {describeMoney(cell.recoveredMinor, currency)}
      </Text>
    </>
  );
}
