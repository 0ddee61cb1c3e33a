import type { Sql } from "@/db/connect";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { type FactsAt, factsNow, factsOfDay, isoDay } from "@/lib/analytics/server/signals/facts-at";
import { readFacts } from "@/lib/analytics/server/signals/read-facts";
import { recordFirings } from "@/lib/analytics/server/signals/record-firings";
import { findExpansion } from "@/lib/analytics/signals/find-expansion";
import { scoreRisk } from "@/lib/analytics/signals/score-risk";

/** A day that nobody scored (before the first start, or while the worker was away) is made up for, so far back. */
const daysMadeUp = 60;

/**
 * Scores every active tenant: its risk of the running day, written anew as often as this runs, and of each missing day
 * before it from what was known then; signals that began to speak or fell silent. Live calls only.
 */
export async function scoreTenants(sql: Sql, now: Date): Promise<{ days: number; tenants: number }> {
  const zone = await readReportZone(sql);
  const running = factsNow(now, zone);
  const missing = await missingDays(sql, running.today);
  for (const day of missing) await scoreDay(sql, factsOfDay(day, zone));
  return { days: missing.length + 1, tenants: await scoreDay(sql, running) };
}

/** Days after the last that was scored, from the first with calls on, the oldest first. */
async function missingDays(sql: Sql, today: number): Promise<number[]> {
  const [row] = await sql<{ scored: number | null; counted: number | null }[]>`
    select (select max(day) from risk_day where day < date '1970-01-01' + ${today}::int) - date '1970-01-01' as scored,
           (select min(day) from roll_day) - date '1970-01-01' as counted`;
  const first = Math.max(today - daysMadeUp, row?.counted ?? today, (row?.scored ?? 0) + 1);
  return Array.from({ length: Math.max(0, today - first) }, (_, place) => first + place);
}

async function scoreDay(sql: Sql, at: FactsAt): Promise<number> {
  const rows = await readFacts(sql, at);
  const scored = rows.map(({ tenantId, facts, stake }) => ({
    tenantId,
    ...scoreRisk(facts),
    ...stake,
    expansions: findExpansion(facts),
  }));
  await sql.begin(async (tx) => {
    await tx`
      insert into risk_day (day, tenant_id, score, band, firings, families, expansions, mrr_minor, owed_minor, currency, written_at)
      select ${isoDay(at.today)}::date, r."tenantId", r.score, r.band, r.firings, r.families, r.expansions, r."mrrMinor",
             r."owedMinor", r.currency, ${at.at}
        from jsonb_to_recordset(${JSON.stringify(scored)}::text::jsonb) as r ("tenantId" text, score smallint, band text,
             firings jsonb, families jsonb, expansions jsonb, "mrrMinor" bigint, "owedMinor" bigint, currency text)
       order by 2
      on conflict (day, tenant_id) do update set score = excluded.score, band = excluded.band, firings = excluded.firings,
        families = excluded.families, expansions = excluded.expansions, mrr_minor = excluded.mrr_minor,
        owed_minor = excluded.owed_minor, currency = excluded.currency, written_at = excluded.written_at`;
    await recordFirings(tx as unknown as Sql, scored, at.at);
  });
  return rows.length;
}
