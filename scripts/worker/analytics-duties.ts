import { rawSql } from "@/db/client";
import { watchAlerts } from "@/lib/analytics/server/alerts/watch-alerts";
import { auditRefusals } from "@/lib/analytics/server/audit/audit-refusals";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { writeForecasts } from "@/lib/analytics/server/forecasts/write-forecasts";
import { countNextDay } from "@/lib/analytics/server/report-zone/count-next-day";
import { forgetCounts } from "@/lib/analytics/server/rollups/forget-counts";
import { scoreTenants } from "@/lib/analytics/server/signals/score-tenants";
import { alone } from "@/scripts/worker/alone";
import type { Duty } from "@/scripts/worker/duty";

/**
 * What the dashboards read and no call waits for: runs of refusals, signals, forecasts, audits. What follows from the
 * round before is done by one worker at a time.
 */
export function analyticsDuties(): Duty[] {
  const sql = rawSql();
  const one = (name: string, everyMs: number, run: (now: Date) => Promise<unknown>): Duty => ({
    name,
    everyMs,
    run: alone(sql, name, run),
  });
  return [
    // Locks each of its batches itself.
    { name: "runs of refusals", everyMs: 5_000, run: (now) => foldMarkedEpisodes(sql, now) },
    // Takes its row by itself. Calls wait for a day at a time, and go on between two.
    { name: "days of the report zone", everyMs: 1_000, run: (now) => countNextDay(sql, now) },
    one("forecasts", 600_000, (now) => writeForecasts(sql, now)),
    one("wrongful refusals", 600_000, (now) => auditRefusals(sql, now)),
    one("alerts", 60_000, watchAlerts(sql)),
    one("signals", 300_000, (now) => scoreTenants(sql, now)),
    one("old counts", 3_600_000, (now) => forgetCounts(sql, now)),
  ];
}
