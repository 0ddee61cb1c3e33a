import type { Sql } from "@/db/connect";
import type { JudgedRefusal } from "@/lib/analytics/metrics/judge-refusal";

/**
 * Live refusals for money of a half-open window. Equal ones of the same ten seconds are one with their weight, so that
 * a client that loops all day is a few thousand.
 */
export const selectRefusals = (sql: Sql, from: Date, to: Date): Promise<JudgedRefusal[]> => sql<JudgedRefusal[]>`
  select min(request_id) as "requestId", tenant_id as "tenantId", coalesce(feature_id, '') as "featureId", code,
         (extract(epoch from min(decided_at)) * 1000)::float8 as "atMs", coalesce(asked_units, 1)::float8 as "askedUnits",
         sum(weight)::float8 as weight
    from request_log
   where status = 402 and decided_at >= ${from} and decided_at < ${to} and mode = 'live' and tenant_id is not null
     and code is not null
   group by tenant_id, feature_id, code, asked_units, date_bin('10 seconds', decided_at, timestamptz '2000-01-01 00:00:00+00')
   order by tenant_id, "atMs"`;
