import { rawSql } from "@/db/client";
import { watchAlerts } from "@/lib/analytics/server/alerts/watch-alerts";
import { auditRefusals } from "@/lib/analytics/server/audit/audit-refusals";
import { foldMarkedEpisodes } from "@/lib/analytics/server/episodes/fold-marked-episodes";
import { writeForecasts } from "@/lib/analytics/server/forecasts/write-forecasts";
import { scoreTenants } from "@/lib/analytics/server/signals/score-tenants";
import type { Duty } from "@/scripts/worker/duty";

/** What the dashboards read and no call waits for: runs of refusals, signals, forecasts, audits. */
export function analyticsDuties(): Duty[] {
  return [
    { name: "runs of refusals", everyMs: 5_000, run: (now) => foldMarkedEpisodes(rawSql(), now) },
    { name: "forecasts", everyMs: 600_000, run: (now) => writeForecasts(rawSql(), now) },
    { name: "wrongful refusals", everyMs: 600_000, run: (now) => auditRefusals(rawSql(), now) },
    { name: "alerts", everyMs: 60_000, run: watchAlerts(rawSql()) },
    { name: "signals", everyMs: 300_000, run: (now) => scoreTenants(rawSql(), now) },
  ];
}
