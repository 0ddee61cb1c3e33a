import type { Sql } from "@/db/connect";
import type { Episode } from "@/lib/analytics/episodes/types";

/** A run with its place, and as it stood at an instant from which it can be counted on. */
export type CountedEpisode = Episode & {
  tenantId: string;
  featureId: string;
  counted: { atMs: number; episode: Episode } | null;
};

/** Writes runs in place of the named ones, earliest first; what pages noted on a run is kept. */
export async function writeEpisodes(
  sql: Sql,
  episodes: readonly CountedEpisode[],
  replacedIds: readonly string[],
): Promise<void> {
  const kept = new Set(episodes.map(({ id }) => id));
  const gone = replacedIds.filter((id) => !kept.has(id));
  if (gone.length > 0) await sql`delete from episode where id = any(${gone})`;
  if (episodes.length === 0) return;
  const rows = [...episodes].sort((a, b) => a.openedAtMs - b.openedAtMs);
  await sql`
    insert into episode (id, tenant_id, feature_id, code, class, key_id, plan_version_id, opened_at, last_refused_at,
      first_request_id, last_request_id, refusals, asked_units, cheapest_units, blind_retries, keys, by_key, counted,
      resolved_at, kind, first_allow_at)
    select r->>'id', r->>'tenantId', r->>'featureId', r->>'code', r->>'class', r->>'keyId', r->>'planVersionId',
           to_timestamp((r->>'openedAtMs')::float8 / 1000), to_timestamp((r->>'lastRefusedAtMs')::float8 / 1000),
           r->>'firstRequestId', r->>'lastRequestId', (r->>'refusals')::bigint, (r->>'askedUnits')::bigint,
           (r->>'cheapestUnits')::bigint, (r->>'blindRetries')::bigint,
           array(select jsonb_array_elements_text(r->'keys')), r->'byKey', nullif(r->'counted', 'null'),
           to_timestamp((r->>'resolvedAtMs')::float8 / 1000), r->>'kind',
           to_timestamp((r->>'firstAllowAtMs')::float8 / 1000)
      from jsonb_array_elements(${JSON.stringify(rows)}::text::jsonb) with ordinality as x(r, n) order by n
    on conflict (id) do update set last_refused_at = excluded.last_refused_at, last_request_id = excluded.last_request_id,
      refusals = excluded.refusals, asked_units = excluded.asked_units, cheapest_units = excluded.cheapest_units,
      blind_retries = excluded.blind_retries, keys = excluded.keys, by_key = excluded.by_key, counted = excluded.counted,
      resolved_at = excluded.resolved_at, kind = excluded.kind, first_allow_at = excluded.first_allow_at`;
}
