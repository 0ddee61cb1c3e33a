import { leastForShare } from "@/components/charts/tabulate-buckets";
import type { ChartBucket, Series } from "@/components/charts/types";

/**
 * A row as the figure reads it. `-name` is the line of closed steps on enough calls, `~name` what is in progress, `?name`
 * a mark on few calls, `=name` the window before and `=all` its sum.
 */
export type TimeRow = {
  start: string;
  elapsed: number;
  few: boolean;
  [key: string]: string | number | boolean | null | undefined;
};

type Given = {
  buckets: readonly ChartBucket[];
  series: readonly Series[];
  compare?: readonly Readonly<Record<string, number | null>>[] | undefined;
  percent?: boolean | undefined;
  signs?: Readonly<Record<string, 1 | -1>> | undefined;
};

/** Rows for the figure. A line in progress begins at the last closed step; the window before leaves it out. */
export function timeRows({ buckets, series, compare, percent, signs }: Given): TimeRow[] {
  const open = buckets.findIndex(({ elapsed }) => elapsed < 1);
  return buckets.map((bucket, at) => {
    const isOpen = bucket.elapsed < 1;
    const row: TimeRow = {
      start: bucket.start,
      elapsed: bucket.elapsed,
      few: percent === true && bucket.n !== undefined && bucket.n < leastForShare,
    };
    for (const { name } of series) {
      const value = bucket.values[name] ?? null;
      const sign = signs?.[name];
      row[name] = value && sign ? sign * Math.abs(value) : value;
      row[`-${name}`] = isOpen || row.few ? null : row[name];
      if (row.few && !isOpen) row[`?${name}`] = row[name];
      if (isOpen || at === open - 1) row[`~${name}`] = row[name];
      if (compare) row[`=${name}`] = isOpen ? null : (compare[at]?.[name] ?? null);
    }
    if (compare) row["=all"] = isOpen ? null : sumOf(series, compare[at]);
    return row;
  });
}

/** Null where nothing was measured at all. */
function sumOf(series: readonly Series[], values: Readonly<Record<string, number | null>> = {}): number | null {
  const known = series.flatMap(({ name }) => values[name] ?? []);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}

/** How far the axis must reach on both sides of zero: over every mark that is drawn, a stack as a whole. */
export function axisEnds(rows: readonly TimeRow[], series: readonly Series[], isStacked: boolean): [number, number] {
  const reached = rows.flatMap((row) => {
    const values = series.map(({ name }) => Number(row[name] ?? 0));
    const before = isStacked ? [Number(row["=all"] ?? 0)] : series.map(({ name }) => Number(row[`=${name}`] ?? 0));
    if (!isStacked) return [...values, ...before];
    const sum = (side: number) => values.reduce((all, value) => all + (value * side > 0 ? value : 0), 0);
    return [sum(1), sum(-1), ...before];
  });
  return [Math.min(0, ...reached), Math.max(0, ...reached)];
}

/** The top of the axis where marks on few calls would set it; null where the axis may find it by itself. */
export function axisTop(rows: readonly TimeRow[], series: readonly Series[], isStacked: boolean): number | null {
  if (!rows.some(({ few }) => few)) return null;
  const tops = rows
    .filter(({ few }) => !few)
    .map((row) => {
      const values = series.map(({ name }) => Number(row[name] ?? 0));
      return isStacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
    });
  const top = Math.max(0, ...tops);
  return top > 0 ? top : null;
}
