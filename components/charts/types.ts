import type { Family } from "@/components/charts/families";
import type { ScopeStep } from "@/lib/analytics/scope";

/** The width of a step; months are those of the zone. */
export type ChartStep = ScopeStep | "month";

/** One thing that is drawn; `name` is its key in each bucket's values. */
export type Series = { name: string; label: string; family: Family };

/**
 * One step of time, half-open, in ISO 8601. `elapsed` is the part of it that has passed: below 1 it is in progress.
 * `n` is what its shares rest on; below 30 it is drawn hollow. Null draws a gap: nothing was measured.
 */
export type ChartBucket = {
  start: string;
  end: string;
  elapsed: number;
  n?: number | undefined;
  values: Readonly<Record<string, number | null>>;
};

/** Something that happened at an instant and may explain a change: a plan published, an incident. */
export type Annotation = { at: string; label: string; href?: string | undefined };

export type RateBucket = {
  start: string;
  end: string;
  elapsed: number;
  /** Between 0 and 1; null where nobody asked. */
  rate: number | null;
  /** Ends of the interval of 95 %. */
  low: number | null;
  high: number | null;
  /** What the rate rests on. */
  n: number;
  /** Calls let through. */
  volume: number;
  /** Calls that a tenant's own cap refused. */
  caps?: number | undefined;
};

export type FlowLink = {
  from: { id: string; label: string; family?: Family | undefined };
  to: { id: string; label: string };
  value: number;
  href?: string | undefined;
};

export type BandPoint = {
  at: string;
  actual: number | null;
  low: number | null;
  mid: number | null;
  high: number | null;
};

/** The share that is still open some time after it began. */
export type SurvivalPoint = { afterMs: number; share: number; low?: number | undefined; high?: number | undefined };
