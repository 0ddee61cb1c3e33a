import type { DemandDay } from "@/lib/analytics/metrics/demand-pattern";
import { weekdayOf } from "@/lib/analytics/report-days";

const idle: DemandDay = { usedUnits: 0, refusedUnits: 0, refusedMinutes: 0, unitsPerMinute: 0 };

/** One entry for each complete day since the first on which anything was called, and their weekdays. */
export function seriesOf(
  found: ReadonlyMap<string, DemandDay> | undefined,
  before: readonly string[],
): { days: DemandDay[]; weekdays: number[] } {
  const first = before.findIndex((day) => found?.has(day));
  const kept = first < 0 ? [] : before.slice(first);
  return { days: kept.map((day) => found?.get(day) ?? idle), weekdays: kept.map(weekdayOf) };
}
