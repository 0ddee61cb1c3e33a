"use client";

import { Paper, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { CsvLink } from "@/components/charts/csv-link";
import { describeValue } from "@/components/charts/describe-value";
import classes from "@/components/charts/heat-table.module.css";
import { leastForShare } from "@/components/charts/tabulate-buckets";
import type { HeatCell } from "@/components/charts/types";

type HeatTableProps = {
  title: string;
  /** What the table says, in one sentence with numbers. */
  sentence: ReactNode;
  rows: readonly string[];
  columns: readonly string[];
  /** By row, then by column. */
  cells: readonly (readonly HeatCell[])[];
  /** Values are shares between 0 and 1: those of fewer than 30 stay blank. */
  percent?: boolean | undefined;
  /** What the first column holds. */
  corner?: string | undefined;
  csvHref?: string | undefined;
};

/** A table whose cells are tinted by their value, which is printed in each: its own twin. */
export function HeatTable(props: HeatTableProps) {
  const { title, sentence, rows, columns, cells, percent = false, corner = "", csvHref } = props;
  const headingId = useId();
  const isShown = ({ value, n }: HeatCell) => value !== null && (!percent || n >= leastForShare);
  const most = Math.max(0, ...cells.flat().map((cell) => (isShown(cell) ? (cell.value ?? 0) : 0)));
  const at = (row: number, column: number): HeatCell => cells[row]?.[column] ?? { value: null, n: 0 };
  return (
    <Paper component="section" aria-labelledby={headingId}>
      <Title order={2} fz="lg" id={headingId}>
        {title}
      </Title>
      <Text fz="sm" c="dimmed" mt={2} mb="sm" component="div">
        {sentence}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.region} aria-label={`${title}, cells`} tabIndex={0}>
        <table className={classes.heat}>
          <thead>
            <tr>
              {corner ? <th scope="col">{corner}</th> : <td />}
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, rowAt) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {columns.map((column, columnAt) => {
                  const cell = at(rowAt, columnAt);
                  return isShown(cell) ? (
                    <td key={column} data-heat={heatStep(cell.value ?? 0, most)} title={`n = ${cell.n}`}>
                      {describeValue(cell.value, { percent })}
                    </td>
                  ) : (
                    <td key={column} />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Text fz="xs" c="dimmed" mt={6}>
        {percent ? `Blank where fewer than ${leastForShare} were counted. ` : ""}
        <CsvLink
          title={title}
          zone={null}
          href={csvHref}
          table={{
            headers: [corner, ...columns],
            rows: rows.map((row, rowAt) => ({
              key: row,
              cells: [
                { shown: row, value: row },
                ...columns.map((_, columnAt) => {
                  const cell = at(rowAt, columnAt);
                  return { shown: "", value: isShown(cell) ? cell.value : null };
                }),
              ],
            })),
          }}
        />
      </Text>
    </Paper>
  );
}

/** 0 for nothing, then five steps of equal width up to the most. */
function heatStep(value: number, most: number): number {
  return value <= 0 || most <= 0 ? 0 : Math.min(5, Math.floor((value / most) * 5) + 1);
}
