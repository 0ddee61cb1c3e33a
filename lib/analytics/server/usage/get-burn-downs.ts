import { rawSql } from "@/db/client";
import type { Sql } from "@/db/connect";
import { forecastUse } from "@/lib/analytics/metrics/forecast-use";
import { forecastWall } from "@/lib/analytics/metrics/forecast-wall";
import { addDays, dateIn, midnightOf, type ReportDays, reportDays } from "@/lib/analytics/report-days";
import { type Demand, selectDemand } from "@/lib/analytics/server/forecasts/select-demand";
import { seriesOf } from "@/lib/analytics/server/forecasts/series-of";
import { type CountRow, readCounts } from "@/lib/analytics/server/rollups/read-counts";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { readTenantZone } from "@/lib/analytics/server/usage/read-tenant-zone";
import { type HeldMeter, selectMeters } from "@/lib/analytics/server/usage/select-meters";
import type { BurnDown, BurnDownsView } from "@/lib/analytics/usage-views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const dayMs = 86_400_000;
const historyDays = 28;

/**
 * The running period of each metered feature of the caller's tenant: what was used day by day, who paid for it, what was
 * refused beside it, and the band of what is to come until the period ends (M7). Live calls only.
 */
export async function getBurnDowns(ctx: Ctx): Promise<BurnDownsView> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const sql = rawSql();
  const [zone, reportZone, meters] = await Promise.all([
    readTenantZone(sql, tenantId),
    readReportZone(sql),
    selectMeters(sql, tenantId, ctx.now),
  ]);
  const days = reportDays(ctx.now, reportZone, historyDays);
  const demand = await selectDemand(sql, [tenantId], {
    from: days.before[0] ?? days.today,
    until: days.today,
    zone: reportZone,
  });
  const features = await Promise.all(
    meters.map((meter) => burnDownOf(sql, meter, { tenantId, zone, reportZone, now: ctx.now, days, demand })),
  );
  return { asOf: ctx.now.toISOString(), zone, features };
}

type Known = { tenantId: string; zone: string; reportZone: string; now: Date; days: ReportDays; demand: Demand };

async function burnDownOf(sql: Sql, meter: HeldMeter, known: Known): Promise<BurnDown> {
  const { tenantId, zone, reportZone, now, days, demand } = known;
  const { start, end, quotaUnits, overageUnits, ...terms } = meter;
  const starts = dayStarts(start, now, zone);
  const rows = await readCounts(sql, {
    starts,
    to: now,
    now,
    reportZone,
    filter: { mode: "live", tenants: [tenantId], features: [meter.featureId], classes: ["allowed", "money"] },
  });
  const counted = rows.reduce((sum, { units }) => sum + units, 0);
  // What neither the included units nor overage paid, credits did; the ledger's own sums are never corrected here.
  const usedUnits = Math.max(counted, quotaUnits + overageUnits);
  const refused = rows.filter((row) => row.class === "money");
  const series = seriesOf(demand.get(`${tenantId} ${meter.featureId}`), days.before);
  const seed = `${tenantId} ${meter.featureId} ${days.today}`;
  const endsInDays = (end.getTime() - now.getTime()) / dayMs;
  const today = { weekday: days.weekday, left: days.left };
  const left = meter.limitUnits === null ? null : Math.max(0, meter.limitUnits - quotaUnits);
  const wall =
    left === null
      ? null
      : forecastWall(series.days, series.weekdays, left, { ...today, resetsInDays: endsInDays }, seed);
  return {
    ...terms,
    periodStart: start.toISOString(),
    periodEnd: end.toISOString(),
    usedUnits,
    includedUnits: quotaUnits,
    creditUnits: usedUnits - quotaUnits - overageUnits,
    overageUnits,
    refused: refused.reduce((sum, { calls }) => sum + calls, 0),
    refusedUnits: refused.reduce((sum, { askedUnits }) => sum + askedUnits, 0),
    wall: wall && { p10: wall.p10, p50: wall.p50, p90: wall.p90, probability: wall.probability },
    points: [
      ...actualPoints(rows, starts, usedUnits, now),
      ...(forecastUse(series.days, series.weekdays, today, endsInDays, seed) ?? []).map(({ days, low, mid, high }) => ({
        at: new Date(now.getTime() + days * dayMs).toISOString(),
        actual: null,
        low: usedUnits + low,
        mid: usedUnits + mid,
        high: usedUnits + high,
      })),
    ],
  };
}

/** What was used until each day's end, and until now, where the band begins. */
function actualPoints(
  rows: readonly CountRow[],
  starts: readonly Date[],
  usedUnits: number,
  now: Date,
): BurnDown["points"] {
  const byDay = starts.map(() => 0);
  for (const { step, units } of rows) byDay[step] = (byDay[step] ?? 0) + units;
  let sum = 0;
  const points = starts.map((start, i): BurnDown["points"][number] => {
    const point = { at: start.toISOString(), actual: sum, low: null, mid: null, high: null };
    sum += byDay[i] ?? 0;
    return point;
  });
  return [...points, { at: now.toISOString(), actual: usedUnits, low: usedUnits, mid: usedUnits, high: usedUnits }];
}

/** A period's start and the midnights after it. */
function dayStarts(start: Date, now: Date, zone: string): Date[] {
  const starts = [start];
  for (let day = addDays(dateIn(start.getTime(), zone), 1); ; day = addDays(day, 1)) {
    const midnight = midnightOf(day, zone);
    if (midnight >= now) return starts;
    starts.push(midnight);
  }
}
