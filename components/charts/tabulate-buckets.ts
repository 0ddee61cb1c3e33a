import { describeStarts } from "@/components/charts/describe-step";
import { describeValue, type Measure } from "@/components/charts/describe-value";
import type { FigureCell, FigureTable } from "@/components/charts/figure-table";
import type { ChartBucket, ChartStep, Series } from "@/components/charts/types";
import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import { zonedInstant } from "@/lib/zoned-instant";

/** Shares of fewer than these are said as counts (analytics §6). */
export const leastForShare = 30;

type Given = Measure & {
  zone: string;
  step: ChartStep;
  buckets: readonly ChartBucket[];
  series: readonly Series[];
  compare?: readonly Readonly<Record<string, number | null>>[] | undefined;
  /** Series that are told on one side of zero, whatever sign they are given with. */
  signs?: Readonly<Record<string, 1 | -1>> | undefined;
};

/** The numbers of a figure over time, oldest first; what is in progress says how far it is. */
export function tabulateBuckets({ zone, step, buckets, series, compare, signs, ...measure }: Given): FigureTable {
  const counted = measure.percent === true && buckets.some(({ n }) => n !== undefined);
  const labels = describeStarts(
    buckets.map(({ start }) => start),
    step,
    zone,
  );
  const valueCell = (value: number | null | undefined, n?: number): FigureCell => {
    const few = counted && value !== null && value !== undefined && n !== undefined && n < leastForShare;
    const shown = few ? `${describeNumber(Math.round(value * n))} of ${n}` : describeValue(value, measure);
    return { shown, value: value ?? null };
  };
  const signed = (name: string, value: number | null | undefined) => {
    const sign = signs?.[name];
    return value && sign ? sign * Math.abs(value) : value;
  };
  return {
    headers: [
      `From (${zone})`,
      ...series.map(({ label }) => label),
      ...(counted ? ["Out of"] : []),
      ...(compare ? series.map(({ label }) => `${label}, before`) : []),
    ],
    rows: buckets.map((bucket, at) => ({
      key: bucket.start,
      cells: [
        startCell(bucket, labels[at] ?? bucket.start, zone),
        ...series.map(({ name }) => valueCell(signed(name, bucket.values[name]), bucket.n)),
        ...(counted ? [{ shown: describeNumber(bucket.n ?? 0), value: bucket.n ?? null }] : []),
        ...(compare ? series.map(({ name }) => valueCell(compare[at]?.[name])) : []),
      ],
    })),
  };
}

/** When a step began; of one in progress, how far it is. */
export function startCell(
  { start, elapsed }: { start: string; elapsed: number },
  label: string,
  zone: string,
): FigureCell {
  return {
    shown: elapsed < 1 ? `${label} · in progress, ${describeShare(elapsed)}` : label,
    value: zonedInstant(new Date(start), zone),
  };
}
