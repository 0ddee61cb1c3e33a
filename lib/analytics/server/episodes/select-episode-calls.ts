import type { Sql } from "@/db/connect";
import type { EpisodeCall } from "@/lib/analytics/episodes/types";

/** One tenant and feature, and since when its calls are asked for. */
export type PairSpan = { tenantId: string; featureId: string; since: Date };

export const pairName = ({ tenantId, featureId }: { tenantId: string; featureId: string }) =>
  `${tenantId} ${featureId}`;

/** Several pairs as a table `p (tenant_id, feature_id, since)`. */
export const pairTable = (sql: Sql, spans: readonly PairSpan[]) => sql`
  unnest(${spans.map(({ tenantId }) => tenantId)}::text[], ${spans.map(({ featureId }) => featureId)}::text[],
         ${spans.map(({ since }) => since.toISOString())}::text[]::timestamptz[]) as p (tenant_id, feature_id, since)`;

/**
 * The calls of tenants and features on which their runs of refusals depend: every refusal, and after each the first call
 * that passed of each key and cost. The many others that passed change nothing.
 */
export async function selectEpisodeCalls(sql: Sql, spans: readonly PairSpan[]): Promise<Map<string, EpisodeCall[]>> {
  const rows = await sql<(Omit<EpisodeCall, "atMs"> & { at: Date; tenantId: string; featureId: string })[]>`
    with calls as (
      select p.tenant_id, p.feature_id, r.* from ${pairTable(sql, spans)}
        cross join lateral (
          select request_id, decided_at, decision_class(status, code, r.feature_id) as class, coalesce(code, '') as code,
                 coalesce(key_id, '') as key_id, plan_version_id, coalesce(asked_units, units) as asked, weight
            from request_log r
           where r.tenant_id = p.tenant_id and coalesce(r.feature_id, '') = p.feature_id and r.mode = 'live'
             and r.decided_at >= p.since) r
    ), counted as (
      select *, count(*) filter (where class in ('money', 'cap'))
                  over (partition by tenant_id, feature_id order by decided_at, request_id) as refused
        from calls where class in ('allowed', 'money', 'cap')
    ), kept as (
      select *, row_number() over (partition by tenant_id, feature_id, refused, class, key_id, asked
                                   order by decided_at, request_id) as n
        from counted
    )
    select tenant_id as "tenantId", feature_id as "featureId", request_id as "requestId", decided_at as at, class,
           case when class = 'allowed' then '' else code end as code, key_id as "keyId",
           plan_version_id as "planVersionId", asked::float8 as "askedUnits", weight
      from kept
     where class <> 'allowed' or n = 1
     order by decided_at, request_id`;
  const calls = new Map<string, EpisodeCall[]>();
  for (const { at, tenantId, featureId, ...row } of rows) {
    const name = pairName({ tenantId, featureId });
    const list = calls.get(name) ?? [];
    list.push({ ...row, atMs: at.getTime() });
    calls.set(name, list);
  }
  return calls;
}
