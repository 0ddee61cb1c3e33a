import type { Bucket } from "@/components/charts/describe-bucket";
import type { Family } from "@/components/charts/families";

/** One thing that is drawn over time; `name` is its key in each bucket's values. */
export type Series = { name: string; label: string; family: Family };

/** One step of time; `at` is its start as ISO 8601. Null draws a gap: nothing was measured. */
export type TimeBucket = { at: string; values: Readonly<Record<string, number | null>> };

export type TimeFigure = {
  buckets: readonly TimeBucket[];
  series: readonly Series[];
  bucket: Bucket;
  kind: "bars" | "lines";
  height: number;
  percent: boolean;
};
