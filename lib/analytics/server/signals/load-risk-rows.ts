import type { Sql } from "@/db/connect";
import { isoDay } from "@/lib/analytics/server/signals/facts-at";
import { type ActRow, selectActs } from "@/lib/analytics/server/signals/select-acts";
import { priorityMinor } from "@/lib/analytics/signals/priority";
import type { Expansion, Firing, RiskBand } from "@/lib/analytics/signals/types";
import type { RiskRow } from "@/lib/analytics/signals/views";
import { wallTime } from "@/lib/wall-time";

const dayMs = 86_400_000;
const trendDays = 14;

type Row = {
  tenantId: string;
  tenantName: string;
  timeZone: string;
  score: number | null;
  band: RiskBand | null;
  firings: Firing[] | null;
  expansions: Expansion[] | null;
  mrrMinor: number;
  owedMinor: number;
  currency: string | null;
  scoredAt: Date | null;
  trend: { day: number; score: number | null }[] | null;
  contacts: string[] | null;
  refusedFeatureId: string | null;
};

/**
 * Every active tenant with its latest risk, what is at stake, the trend of 14 days and what staff did, sorted by money at
 * risk. One that was not scored yet stands there as new.
 *
 * @param tenantIds null: everybody
 */
export async function loadRiskRows(
  sql: Sql,
  { tenantIds, now, zone }: { tenantIds: readonly string[] | null; now: Date; zone: string },
): Promise<RiskRow[]> {
  const today = Math.floor(wallTime(now.getTime(), zone) / dayMs);
  const from = isoDay(today - trendDays + 1);
  const [rows, acts] = await Promise.all([
    sql<Row[]>`
      with trend as (
        select tenant_id, jsonb_agg(jsonb_build_object('day', day - date '1970-01-01', 'score', score)) as days, max(day) as last
          from risk_day where day >= ${from}::date and day <= ${isoDay(today)}::date group by 1
      ), people as (
        select m.tenant_id, array_agg(p.email order by case m.role when 'owner' then 0 else 1 end, m.created_at, m.id) as emails
          from member m join person p on p.id = m.person_id
         where m.role in ('owner', 'billing') and p.disabled_at is null group by 1
      ), wall as (
        select distinct on (tenant_id) tenant_id, feature_id from episode
         where class = 'money' and resolved_at is null and last_refused_at > ${now}::timestamptz - interval '1 day'
           and feature_id <> '' order by tenant_id, opened_at
      )
      select t.id as "tenantId", t.name as "tenantName", t.time_zone as "timeZone", r.score, r.band, r.firings, r.expansions,
             coalesce(r.mrr_minor, 0)::float8 as "mrrMinor", coalesce(r.owed_minor, 0)::float8 as "owedMinor", r.currency,
             r.written_at as "scoredAt", trend.days as trend, people.emails as contacts, wall.feature_id as "refusedFeatureId"
        from tenant t
        left join trend on trend.tenant_id = t.id
        left join risk_day r on r.tenant_id = t.id and r.day = trend.last
        left join people on people.tenant_id = t.id
        left join wall on wall.tenant_id = t.id
       where t.status = 'active' ${tenantIds === null ? sql`` : sql`and t.id = any(${[...tenantIds]})`}`,
    selectActs(sql, tenantIds, now),
  ]);
  const actsOf = new Map<string, ActRow[]>();
  for (const act of acts) actsOf.set(act.tenantId, [...(actsOf.get(act.tenantId) ?? []), act]);
  return rows.map((row) => toRow(row, actsOf.get(row.tenantId) ?? [], today, now)).sort(byPriority);
}

const byPriority = (a: RiskRow, b: RiskRow) =>
  b.priorityMinor - a.priorityMinor ||
  (b.score ?? -1) - (a.score ?? -1) ||
  a.tenantName.localeCompare(b.tenantName, "en") ||
  a.tenantId.localeCompare(b.tenantId, "en");

function toRow({ trend, scoredAt, ...row }: Row, acts: ActRow[], today: number, now: Date): RiskRow {
  const scores = new Map((trend ?? []).map(({ day, score }) => [day, score]));
  const firings = row.firings ?? [];
  const rests = acts.find(({ restsUntil }) => restsUntil !== null && new Date(restsUntil) > now);
  return {
    ...row,
    band: row.band ?? "new",
    firings,
    expansions: row.expansions ?? [],
    priorityMinor: priorityMinor(row.score, row),
    trend: Array.from({ length: trendDays }, (_, place) => scores.get(today - trendDays + 1 + place) ?? null),
    ownerName: acts.find(({ kind }) => kind === "assigned")?.ownerName ?? null,
    restsUntil: rests?.restsUntil ?? null,
    acts: acts.map(({ ownerName: _, ...act }) => act),
    contacts: row.contacts ?? [],
    isUnpaid: firings.some(({ id }) => id === "payment_failed" || id === "grace_ending") || row.owedMinor > 0,
    scoredAt: scoredAt?.toISOString() ?? null,
  };
}
