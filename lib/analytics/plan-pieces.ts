import { wallInstant, wallTime } from "@/lib/wall-time";

/** Where counts of a stretch of time are read: the coarsest table whose buckets lie whole in it. */
export type CountSource = "day" | "hour" | "quarter" | "log";
/** A half-open stretch, in epoch milliseconds. */
export type Piece = { source: CountSource; from: number; to: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;
const widthMs = { hour: 60 * minuteMs, quarter: 15 * minuteMs } as const;

type Needs = {
  /** Steps of time that are told apart, ascending; the first is the window's start. */
  starts: readonly number[];
  to: number;
  /** Nothing is logged at or after `to` yet, so the bucket that holds it may be read whole. */
  isOpen: boolean;
  reportZone: string;
  /** Filtered or divided by tenant: counts by hour know none. */
  byTenant: boolean;
  /** Filtered or divided by key: only counts by day and the log know keys. */
  byKey: boolean;
};

/**
 * Cuts a window into pieces that together cover it once: whole days, hours or quarters where the steps allow it, and at
 * ragged ends something finer, down to the log itself.
 */
export function planPieces(needs: Needs): Piece[] {
  const from = needs.starts[0] ?? needs.to;
  const grains: CountSource[] = [
    "day",
    ...(needs.byTenant || needs.byKey ? [] : (["hour"] as const)),
    ...(needs.byKey ? [] : (["quarter"] as const)),
    "log",
  ];
  return cut(from, needs.to, grains, needs, true);
}

function cut(from: number, to: number, grains: readonly CountSource[], needs: Needs, holdsSteps: boolean): Piece[] {
  if (from >= to) return [];
  const [source, ...finer] = grains;
  if (source === undefined || source === "log") return [{ source: "log", from, to }];
  const inner = holdsSteps ? needs.starts.slice(1) : [];
  const isWhole = inner.every((start) => floor(start, source, needs.reportZone) === start);
  if (!isWhole) return cut(from, to, finer, needs, holdsSteps);
  const first = ceil(from, source, needs.reportZone);
  const last =
    needs.isOpen && to === needs.to ? ceil(to, source, needs.reportZone) : floor(to, source, needs.reportZone);
  if (first >= last) return cut(from, to, finer, needs, holdsSteps);
  return [
    ...cut(from, first, finer, needs, false),
    { source, from: first, to: last },
    ...cut(last, to, finer, needs, false),
  ];
}

function floor(ms: number, source: Exclude<CountSource, "log">, zone: string): number {
  if (source !== "day") return Math.floor(ms / widthMs[source]) * widthMs[source];
  return wallInstant(Math.floor(wallTime(ms, zone) / dayMs) * dayMs, zone);
}

function ceil(ms: number, source: Exclude<CountSource, "log">, zone: string): number {
  const start = floor(ms, source, zone);
  if (start === ms) return ms;
  // A day and a half later is the next day, whatever the clocks do.
  return source === "day" ? floor(start + 1.5 * dayMs, source, zone) : start + widthMs[source];
}
