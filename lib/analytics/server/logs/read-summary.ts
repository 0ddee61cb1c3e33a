import type { Sql } from "@/db/connect";
import type { RequestSummary } from "@/lib/analytics/request-views";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import { readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { type StatusClass, statusClassOf } from "@/lib/analytics/status-class-of";

const none = (): Record<StatusClass, number> => ({ ok: 0, "402": 0, "429": 0, "4xx": 0, "5xx": 0 });

/** Calls of a log's window by status class and step, from the counts: the same calls that its rows stand for. */
export async function readSummary(sql: Sql, log: Log, now: Date): Promise<RequestSummary> {
  const { scope, filter, reportZone } = log;
  const starts = scope.buckets.map(({ start }) => start);
  const counts = await readCounts(sql, { starts, to: scope.to, now, reportZone, filter, by: ["status"] });
  const values = scope.buckets.map(none);
  const classes = none();
  for (const { step, status, calls } of counts) {
    const name = statusClassOf(Number(status));
    const bucket = values[step];
    if (bucket) bucket[name] += calls;
    classes[name] += calls;
  }
  return {
    calls: Object.values(classes).reduce((sum, calls) => sum + calls, 0),
    classes,
    step: scope.step,
    zone: scope.zone,
    buckets: scope.buckets.map(({ start, end, elapsed }, at) => ({
      start: start.toISOString(),
      end: end.toISOString(),
      elapsed,
      values: values[at] ?? none(),
    })),
  };
}
