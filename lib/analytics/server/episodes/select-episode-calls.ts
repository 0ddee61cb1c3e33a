import type { Sql } from "@/db/connect";
import type { EpisodeCall } from "@/lib/analytics/episodes/types";

/**
 * The calls of one tenant and feature on which its runs of refusals depend, since an instant: every refusal, and after
 * each the first call that passed of each key and cost. The many others that passed change nothing.
 */
export async function selectEpisodeCalls(
  sql: Sql,
  { tenantId, featureId, since }: { tenantId: string; featureId: string; since: Date },
): Promise<EpisodeCall[]> {
  const rows = await sql<(Omit<EpisodeCall, "atMs"> & { at: Date })[]>`
    with calls as (
      select request_id, decided_at, decision_class(status, code, feature_id) as class, coalesce(code, '') as code,
             coalesce(key_id, '') as key_id, plan_version_id, coalesce(asked_units, units) as asked, weight
        from request_log
       where tenant_id = ${tenantId} and coalesce(feature_id, '') = ${featureId} and mode = 'live'
         and decided_at >= ${since}
    ), counted as (
      select *, count(*) filter (where class in ('money', 'cap')) over (order by decided_at, request_id) as refused
        from calls where class in ('allowed', 'money', 'cap')
    ), kept as (
      select *, row_number() over (partition by refused, class, key_id, asked order by decided_at, request_id) as n
        from counted
    )
    select request_id as "requestId", decided_at as at, class, case when class = 'allowed' then '' else code end as code,
           key_id as "keyId", plan_version_id as "planVersionId", asked::float8 as "askedUnits", weight
      from kept
     where class <> 'allowed' or n = 1 and refused > 0
     order by decided_at, request_id`;
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }));
}
