import type postgres from "postgres";
import type { Sql } from "@/db/connect";
import type { ResolutionKind } from "@/lib/analytics/episodes/types";
import { refusalFamily } from "@/lib/analytics/refusal-family";
import type { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import type { EpisodeState } from "@/lib/analytics/refusal-names";
import { codes } from "@/lib/errors";

type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** Days without any request on a tenant's feature after which an open run counts as given up: a label, not an end. */
export const gaveUpDays = 14;
const dayMs = 86_400_000;

/** Open, and nobody has asked for the feature for so long. `e` is the episode. */
export const gaveUp = (sql: Sql, now: Date): Fragment => sql`(
  e.resolved_at is null and e.last_refused_at < ${new Date(now.getTime() - gaveUpDays * dayMs)}
  and not exists (select 1 from roll_day d
                   where d.tenant_id = e.tenant_id and d.feature_id = e.feature_id and d.mode = 'live'
                     and d.day > (${new Date(now.getTime() - gaveUpDays * dayMs)}::timestamptz at time zone 'UTC')::date))`;

/** Runs that match the filters of refusals. A run knows no route and no api: those leave it alone. */
export function episodeFilter(sql: Sql, input: RefusalsInput): Fragment {
  const id = (value: string | undefined) => (value === "none" ? "" : value);
  const { tenant, feature, plan, key, code, family } = input;
  const ofFamily = family && sql`and e.code = any(${codesOf(family)})`;
  return sql`
    ${tenant === undefined ? sql`` : sql`and e.tenant_id = ${tenant}`}
    ${feature === undefined ? sql`` : sql`and e.feature_id = ${id(feature) ?? ""}`}
    ${key === undefined ? sql`` : sql`and ${id(key) ?? ""} = any(e.keys)`}
    ${code === undefined ? sql`` : sql`and e.code = any(${code})`}
    ${ofFamily ?? sql``}
    ${
      plan === undefined
        ? sql``
        : plan === "none"
          ? sql`and e.plan_version_id is null`
          : sql`and e.plan_version_id in (select id from plan_version where plan_id = ${plan})`
    }`;
}

export function stateFilter(sql: Sql, state: EpisodeState | undefined, now: Date): Fragment {
  if (state === undefined) return sql``;
  if (state === "resolved") return sql`and e.resolved_at is not null`;
  return state === "gave_up"
    ? sql`and ${gaveUp(sql, now)}`
    : sql`and e.resolved_at is null and not ${gaveUp(sql, now)}`;
}

/** Runs that ended so; one whose end nobody recorded ended by a call that passed. */
export const endFilter = (sql: Sql, ended: ResolutionKind | undefined): Fragment =>
  ended === undefined ? sql`` : sql`and e.resolved_at is not null and coalesce(e.kind, 'other') = ${ended}`;

const codesOf = (families: readonly string[]) =>
  Object.keys(codes).filter((code) => families.includes(refusalFamily(code) ?? ""));
