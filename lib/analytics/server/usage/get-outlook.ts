import { rawSql } from "@/db/client";
import { forecastWall } from "@/lib/analytics/metrics/forecast-wall";
import { reportDays } from "@/lib/analytics/report-days";
import { selectDemand } from "@/lib/analytics/server/forecasts/select-demand";
import { seriesOf } from "@/lib/analytics/server/forecasts/series-of";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { selectMeters } from "@/lib/analytics/server/usage/select-meters";
import type { FeatureOutlook, WallView } from "@/lib/analytics/usage-views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;
const historyDays = 28;

/**
 * For every feature of the caller's tenant that is counted or refused: how long its included units will last (M7, the
 * same numbers as `getBurnDowns`), and since when its calls are refused for money. Features without either are missing;
 * credits stand under ''.
 */
export async function getOutlook(ctx: Ctx): Promise<FeatureOutlook[]> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const { now } = ctx;
  const sql = rawSql();
  const [reportZone, meters, credits, refused] = await Promise.all([
    readReportZone(sql),
    selectMeters(sql, tenantId, now),
    selectCredits(tenantId, now),
    sql<{ featureId: string; since: Date }[]>`
      select feature_id as "featureId", min(opened_at) as since from episode
       where tenant_id = ${tenantId} and class = 'money' and resolved_at is null and feature_id <> '' group by 1`,
  ]);
  const days = reportDays(now, reportZone, historyDays);
  const demand = await selectDemand(sql, [tenantId], {
    from: days.before[0] ?? days.today,
    until: days.today,
    zone: reportZone,
  });
  const outlook = new Map<string, FeatureOutlook>(credits ? [["", credits]] : []);
  for (const { featureId, limitUnits, quotaUnits, end } of meters) {
    const leftUnits = limitUnits === null ? null : Math.max(0, limitUnits - quotaUnits);
    const { days: used, weekdays } = seriesOf(demand.get(`${tenantId} ${featureId}`), days.before);
    const today = { weekday: days.weekday, left: days.left, resetsInDays: (end.getTime() - now.getTime()) / dayMs };
    const seed = `${tenantId} ${featureId} ${days.today}`;
    const wall = leftUnits === null ? null : forecastWall(used, weekdays, leftUnits, today, seed);
    outlook.set(featureId, {
      featureId,
      leftUnits,
      resetsAt: end.toISOString(),
      wall: wall && { p10: wall.p10, p50: wall.p50, p90: wall.p90, probability: wall.probability },
      refusedSince: null,
    });
  }
  for (const { featureId, since } of refused) {
    const known = outlook.get(featureId) ?? { featureId, leftUnits: null, resetsAt: null, wall: null };
    outlook.set(featureId, { ...known, refusedSince: since.toISOString() });
  }
  return [...outlook.values()];
}

/** The last forecast of the tenant's credits, told from now; null where there is none or it is older than a day. */
async function selectCredits(tenantId: string, now: Date): Promise<FeatureOutlook | null> {
  const [row] = await rawSql()<(WallView & { leftMicro: number; level: number; writtenAt: Date })[]>`
    select p10, p50, p90, probability, remaining as "leftMicro", level_units as level, written_at as "writtenAt"
      from forecast_day where tenant_id = ${tenantId} and feature_id = '' and written_at >= ${new Date(now.getTime() - dayMs)}
     order by day desc limit 1`;
  if (!row) return null;
  const passed = (now.getTime() - row.writtenAt.getTime()) / dayMs;
  const from = (days: number | null) => (days === null ? null : Math.max(0, days - passed));
  const { p10, p50, p90, probability, leftMicro, level } = row;
  const wall = level === 0 ? null : { p10: from(p10), p50: from(p50), p90: from(p90), probability };
  return { featureId: "", leftUnits: leftMicro, resetsAt: null, wall, refusedSince: null };
}
