import type { Sql } from "@/db/connect";
import { moreRefused } from "@/lib/analytics/metrics/alert-rules";
import type { Evidence } from "@/lib/analytics/server/alerts/types";
import { readCounts } from "@/lib/analytics/server/rollups/read-counts";

const quarterMs = 900_000;
const hourMs = 4 * quarterMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const keptDays = 7;

/** AL1: wrongful refusals that the nightly audit found, one alert for each of the last seven days. */
export async function findWrongful(sql: Sql, now: Date): Promise<Evidence[]> {
  const rows = await sql<{ day: string; wrongful: number; tenants: number }[]>`
    select day::text as day, wrongful::float8 as wrongful,
           (select count(distinct f ->> 'tenantId') from jsonb_array_elements(findings) f)::int as tenants
      from refusal_audit
     where wrongful > 0 and day >= (${now}::timestamptz - make_interval(days => ${keptDays + 1}))::date order by day`;
  return rows.map(({ day, wrongful, tenants }) => ({
    rule: "AL1",
    object: day,
    sentence: `${wrongful} ${wrongful === 1 ? "call" : "calls"} of ${tenants} ${tenants === 1 ? "tenant" : "tenants"} answered 402 on ${day} though the ledger could have paid. Credit what they missed.`,
    href: "/admin/refusals",
  }));
}

/** AL2: clearly more tenants are refused in the last hour than in the same hour of the four weeks before. */
export async function findMoreRefused(sql: Sql, now: Date, reportZone: string): Promise<Evidence[]> {
  // Whole quarters, so that one small table answers.
  const to = new Date(Math.ceil(now.getTime() / quarterMs) * quarterMs);
  const hourOf = (weeksAgo: number) =>
    readCounts(sql, {
      starts: [new Date(to.getTime() - weeksAgo * weekMs - hourMs)],
      to: new Date(to.getTime() - weeksAgo * weekMs),
      now,
      reportZone,
      filter: { mode: "live", classes: ["allowed", "money"] },
      by: ["tenant"],
    });
  const [present = [], ...past] = await Promise.all([0, 1, 2, 3, 4].map(hourOf));
  const idsOf = (rows: typeof present, only?: "money") =>
    new Set(rows.flatMap(({ tenant, class: kind }) => (tenant && (!only || kind === only) ? [tenant] : [])));
  const asked = idsOf(present);
  const refused = idsOf(present, "money");
  const weeks = past.map((rows) => ({ asked: idsOf(rows), refused: idsOf(rows, "money") }));
  const ids = new Set([...asked, ...weeks.flatMap((week) => [...week.asked])]);
  const tenants = [...ids].sort().map((id) => ({
    asked: asked.has(id),
    refused: refused.has(id),
    weeksAsked: weeks.filter((week) => week.asked.has(id)).length,
    weeksRefused: weeks.filter((week) => week.refused.has(id)).length,
  }));
  const more = moreRefused(tenants, `AL2 ${to.toISOString()}`);
  if (!more) return [];
  const usual = Math.round(more.usual * 10) / 10;
  const sentence = `${more.refused} tenants were refused in the last hour; in the same hour of the last four weeks ${usual} were. See which route and plan they share.`;
  return [{ rule: "AL2", object: "", sentence, href: "/admin/refusals?range=1h" }];
}

/** AL3: tenants that were moved to a version published in the last week and are refused since, as they were not before. */
export async function findNewlyRefused(sql: Sql, now: Date): Promise<Evidence[]> {
  const rows = await sql<{ versionId: string; planId: string; name: string; tenants: string[] }[]>`
    select v.id as "versionId", p.id as "planId", p.name || ' version ' || v.number as name,
           array_agg(distinct t.name order by t.name) as tenants
      from plan_version v
      join plan p on p.id = v.plan_id
      join subscription_change c on c.to_plan_version_id = v.id and c.from_plan_version_id is distinct from v.id
                                and c.from_plan_version_id is not null and c.at >= v.published_at
      join episode e on e.tenant_id = c.tenant_id and e.class = 'money' and e.plan_version_id = v.id
                    and e.opened_at between c.at and c.at + interval '24 hours'
      join tenant t on t.id = e.tenant_id
     where v.published_at > ${new Date(now.getTime() - weekMs)} and v.published_at <= ${now} and e.opened_at <= ${now}
       and not exists (select 1 from episode o
                        where o.tenant_id = e.tenant_id and o.feature_id = e.feature_id and o.class = 'money'
                          and o.opened_at < c.at and o.opened_at > c.at - interval '28 days')
     group by v.id, p.id order by v.id`;
  return rows.map(({ versionId, planId, name, tenants }) => ({
    rule: "AL3",
    object: versionId,
    sentence: `${name} refuses ${named(tenants)} within a day of the change, and the version before did not.`,
    href: `/admin/plans/${planId}`,
  }));
}

const shown = 3;
const named = (names: readonly string[]): string =>
  names.length <= shown
    ? names.join(", ")
    : `${names.slice(0, shown).join(", ")} and ${names.length - shown} more tenants`;
