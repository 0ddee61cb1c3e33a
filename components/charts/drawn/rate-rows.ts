import type { TimeRow } from "@/components/charts/drawn/time-rows";
import { leastForShare } from "@/components/charts/tabulate-buckets";
import type { RateBucket } from "@/components/charts/types";

export type RateRow = TimeRow & {
  rate: number | null;
  low: number | null;
  high: number | null;
  n: number;
  volume: number;
  caps: number | undefined;
  before: number | null | undefined;
};

/** Rows for the figure: what is in progress is a line of its own, and has no band. */
export function rateRows(buckets: readonly RateBucket[], compare?: readonly (number | null)[]): RateRow[] {
  const open = buckets.findIndex(({ elapsed }) => elapsed < 1);
  return buckets.map(({ start, elapsed, rate, low, high, n, volume, caps }, at) => {
    const isOpen = elapsed < 1;
    const few = n < leastForShare;
    const row: RateRow = {
      ...{ start, elapsed, few, rate, low, high, n, volume, caps },
      before: compare === undefined ? undefined : isOpen ? null : (compare[at] ?? null),
      closed: isOpen || few ? null : rate,
      hollow: few && !isOpen ? rate : null,
      open: isOpen || at === open - 1 ? rate : null,
    };
    return Object.assign(row, { band: isOpen || few || low === null || high === null ? null : [low, high] });
  });
}

/** The top of the axis, from the rates that rest on enough calls. */
export function rateTop(buckets: readonly RateBucket[]): number {
  const known = buckets.filter(({ n }) => n >= leastForShare);
  const tops = (known.length > 0 ? known : buckets).map(
    ({ rate, high }) => (known.length > 0 ? high : rate) ?? rate ?? 0,
  );
  const top = Math.max(0.01, ...tops);
  const nice = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return nice.find((each) => each >= top) ?? 1;
}
