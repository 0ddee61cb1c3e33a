import type { Sql } from "@/db/connect";
import type { FactsAt } from "@/lib/analytics/server/signals/facts-at";

/** Counts reach so far back: nine weeks for what a normal week is, and the rhythm of silent tenants. */
export const usageDays = 91;

/** Allowed calls by key and day; days are numbers from 1970-01-01 of the report zone, ascending. */
export type KeyUse = { tenantId: string; keyId: string; days: number[]; calls: number[] };

/** Allowed live calls of every tenant, by key and day, the running day included. */
export const selectKeyUse = (sql: Sql, { today }: FactsAt): Promise<KeyUse[]> =>
  sql<KeyUse[]>`
    select tenant_id as "tenantId", key_id as "keyId", jsonb_agg(day - date '1970-01-01' order by day) as days,
           jsonb_agg(calls order by day) as calls
      from (select tenant_id, key_id, day, sum(calls)::float8 as calls from roll_day
             where mode = 'live' and class = 'allowed' and tenant_id <> ''
               and day between date '1970-01-01' + ${today - usageDays}::int and date '1970-01-01' + ${today}::int
             group by 1, 2, 3) as by_day
     group by 1, 2`;

export type CallMix = {
  tenantId: string;
  routesNow: number;
  routesBefore: number;
  answersNow: number;
  failedNow: number;
  answersBefore: number;
  failedBefore: number;
  unauthorized: number;
};

/**
 * Routes of 28 complete days and of the 28 before, and answers with 4xx and 5xx of 7 days and of the 28 before. What was
 * refused for money, by a cap or by rate is in neither.
 */
export const selectCallMix = (sql: Sql, { today }: FactsAt): Promise<CallMix[]> =>
  sql<CallMix[]>`
    with mix as (
      select tenant_id, route_id, class, status, ${today}::int - (day - date '1970-01-01') as ago, sum(calls) as calls
        from roll_day
       where mode = 'live' and tenant_id <> '' and class not in ('money', 'cap', 'rate')
         and day between date '1970-01-01' + ${today - 56}::int and date '1970-01-01' + ${today - 1}::int
       group by 1, 2, 3, 4, 5)
    select tenant_id as "tenantId",
           (count(distinct route_id) filter (where class = 'allowed' and ago <= 28))::int as "routesNow",
           (count(distinct route_id) filter (where class = 'allowed' and ago > 28))::int as "routesBefore",
           coalesce(sum(calls) filter (where ago <= 7), 0)::float8 as "answersNow",
           coalesce(sum(calls) filter (where ago <= 7 and status >= 400), 0)::float8 as "failedNow",
           coalesce(sum(calls) filter (where ago between 8 and 35), 0)::float8 as "answersBefore",
           coalesce(sum(calls) filter (where ago between 8 and 35 and status >= 400), 0)::float8 as "failedBefore",
           coalesce(sum(calls) filter (where class = 'auth'), 0)::float8 as unauthorized
      from mix group by 1`;

export type LiveKey = { tenantId: string; keyId: string; name: string; createdAt: Date; revokedAt: Date | null };

/** Live keys that could be called at that instant, and those that were revoked in the day before it. */
export const selectLiveKeys = (sql: Sql, { at }: FactsAt): Promise<LiveKey[]> =>
  sql<LiveKey[]>`
    select tenant_id as "tenantId", id as "keyId", name, created_at as "createdAt",
           case when revoked_at <= ${at} then revoked_at end as "revokedAt"
      from api_key
     where mode = 'live' and created_at <= ${at} and (revoked_at is null or revoked_at > ${at}::timestamptz - interval '1 day')
       and (expires_at is null or expires_at > ${at}) and (paused_at is null or paused_at > ${at})
     order by tenant_id, created_at`;
