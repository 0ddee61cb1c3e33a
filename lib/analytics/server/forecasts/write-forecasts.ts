import type { Sql } from "@/db/connect";
import { forecastWall } from "@/lib/analytics/metrics/forecast-wall";
import { addDays, type ReportDays, reportDays } from "@/lib/analytics/report-days";
import { creditDemand } from "@/lib/analytics/server/forecasts/credit-demand";
import { selectDemand } from "@/lib/analytics/server/forecasts/select-demand";
import {
  type Rest,
  selectCreditRests,
  selectCreditTerms,
  selectQuotaRests,
} from "@/lib/analytics/server/forecasts/select-rests";
import { seriesOf } from "@/lib/analytics/server/forecasts/series-of";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";

const historyDays = 28;
/** Of a credit-paid feature, days before that tell how much of its period's units were used already. */
const periodDays = 32;
const tenantsAtOnce = 100;
const dayMs = 86_400_000;

/**
 * Forecasts, for every active tenant, when each quota of its running period and its credits will be used up (M7), and
 * keeps it as today's. Where too little was called, the rest alone is kept, with level 0.
 *
 * @returns how many forecasts were written
 */
export async function writeForecasts(sql: Sql, now: Date): Promise<{ written: number }> {
  const zone = await readReportZone(sql);
  const days = reportDays(now, zone, historyDays);
  let written = 0;
  for (let after = ""; ; ) {
    const tenants = await sql<{ id: string }[]>`
      select id from tenant where status = 'active' and id > ${after} order by id limit ${tenantsAtOnce}`;
    const last = tenants.at(-1);
    if (!last) break;
    after = last.id;
    written += await writeChunk(
      sql,
      tenants.map(({ id }) => id),
      { now, zone, days },
    );
  }
  return { written };
}

async function writeChunk(
  sql: Sql,
  tenantIds: readonly string[],
  { now, zone, days }: { now: Date; zone: string; days: ReportDays },
): Promise<number> {
  const [quotas, credits, terms, demand] = await Promise.all([
    selectQuotaRests(sql, tenantIds, now),
    selectCreditRests(sql, tenantIds, now),
    selectCreditTerms(sql, tenantIds, now),
    selectDemand(sql, tenantIds, { from: addDays(days.today, -historyDays - periodDays), until: days.today, zone }),
  ]);
  const rows = [...quotas, ...credits].map((rest) => {
    const found =
      rest.featureId === ""
        ? creditDemand(
            terms.filter(({ tenantId }) => tenantId === rest.tenantId),
            demand,
            zone,
          )
        : demand.get(`${rest.tenantId} ${rest.featureId}`);
    return forecastRow(rest, seriesOf(found, days.before), days, now);
  });
  await sql.begin(async (tx) => {
    await tx`
      delete from forecast_day where day = ${days.today} and tenant_id = any(${[...tenantIds]})
         and (tenant_id || ' ' || feature_id) <> all(${rows.map((row) => `${row.tenant_id} ${row.feature_id}`)})`;
    if (rows.length === 0) return;
    await tx`
      insert into forecast_day ${tx(rows)}
      on conflict (day, tenant_id, feature_id) do update set remaining = excluded.remaining, p10 = excluded.p10,
        p50 = excluded.p50, p90 = excluded.p90, probability = excluded.probability,
        level_units = excluded.level_units, resets_at = excluded.resets_at, written_at = excluded.written_at`;
  });
  return rows.length;
}

function forecastRow(
  rest: Rest,
  { days, weekdays }: ReturnType<typeof seriesOf>,
  { today, weekday, left }: ReportDays,
  now: Date,
) {
  const resetsInDays = rest.resetsAt && (rest.resetsAt.getTime() - now.getTime()) / dayMs;
  const seed = `${rest.tenantId} ${rest.featureId} ${today}`;
  const forecast = forecastWall(days, weekdays, rest.remaining, { weekday, left, resetsInDays }, seed);
  return {
    day: today,
    tenant_id: rest.tenantId,
    feature_id: rest.featureId,
    remaining: rest.remaining,
    p10: forecast?.p10 ?? null,
    p50: forecast?.p50 ?? null,
    p90: forecast?.p90 ?? null,
    probability: forecast?.probability ?? 0,
    level_units: forecast?.levelUnits ?? 0,
    resets_at: rest.resetsAt,
    written_at: now,
  };
}
