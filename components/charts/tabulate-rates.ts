import { describeStarts } from "@/components/charts/describe-step";
import { describeValue } from "@/components/charts/describe-value";
import type { FigureCell, FigureTable } from "@/components/charts/figure-table";
import { leastForShare, startCell } from "@/components/charts/tabulate-buckets";
import type { ChartStep, RateBucket } from "@/components/charts/types";
import { describeNumber } from "@/components/ui/describe-units";

type Given = {
  zone: string;
  step: ChartStep;
  buckets: readonly RateBucket[];
  compare?: readonly (number | null)[] | undefined;
};

const count = (value: number): FigureCell => ({ shown: describeNumber(value), value });
const share = (value: number | null | undefined): FigureCell => ({
  shown: describeValue(value, { percent: true }),
  value: value ?? null,
});

/** The numbers of a rate over time: rates of few calls are said as counts, and have no interval. */
export function tabulateRates({ zone, step, buckets, compare }: Given): FigureTable {
  const hasCaps = buckets.some(({ caps = 0 }) => caps > 0);
  const labels = describeStarts(
    buckets.map(({ start }) => start),
    step,
    zone,
  );
  return {
    headers: [
      `From (${zone})`,
      "Rate",
      "Low (95%)",
      "High (95%)",
      "Out of",
      "Let through",
      ...(hasCaps ? ["Own caps"] : []),
      ...(compare ? ["Rate, before"] : []),
    ],
    rows: buckets.map((bucket, at) => ({
      key: bucket.start,
      cells: [
        startCell(bucket, labels[at] ?? bucket.start, zone),
        rateCell(bucket),
        share(bucket.low),
        share(bucket.high),
        count(bucket.n),
        count(bucket.volume),
        ...(hasCaps ? [count(bucket.caps ?? 0)] : []),
        ...(compare ? [share(compare[at])] : []),
      ],
    })),
  };
}

function rateCell({ rate, n }: RateBucket): FigureCell {
  if (rate === null || n >= leastForShare) return share(rate);
  return { shown: `${describeNumber(Math.round(rate * n))} of ${n}`, value: rate };
}
