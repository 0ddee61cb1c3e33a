import type { Sql } from "@/db/connect";

/** What is left of a quota of the running period, or of credits under feature ''. */
export type Rest = {
  tenantId: string;
  featureId: string;
  /** Units; micro-credits. */
  remaining: number;
  limit: number;
  startsAt: Date | null;
  resetsAt: Date | null;
};

/** What a credit-paid feature of a tenant includes and costs. */
export type CreditTerms = {
  tenantId: string;
  featureId: string;
  microPerUnit: number;
  included: number;
  startsAt: Date | null;
};

/** Live quotas with an end that are left of tenants that may call, the newest where two overlap, as the ledger says. */
export const selectQuotaRests = (sql: Sql, tenantIds: readonly string[], now: Date): Promise<Rest[]> => sql<Rest[]>`
  select distinct on (tenant_id, feature_id) tenant_id as "tenantId", feature_id as "featureId",
         greatest(0, posted - consumed) as remaining, posted as limit, period_start as "startsAt",
         period_end as "resetsAt"
    from ledger_account
   where tenant_id = any(${[...tenantIds]}) and kind = 'quota' and mode = 'live' and enforced and state <> 'sealed'
     and period_start <= ${now} and period_end > ${now} and posted > 0
   order by tenant_id, feature_id, period_start desc`;

/** Credits left of tenants that ever had some, over all lots that have not expired. */
export const selectCreditRests = (sql: Sql, tenantIds: readonly string[], now: Date): Promise<Rest[]> => sql<Rest[]>`
  select l.tenant_id as "tenantId", '' as "featureId",
         coalesce(sum(greatest(0, a.posted - a.consumed))
           filter (where l.expires_at is null or l.expires_at > ${now}), 0)::float8 as remaining,
         sum(a.posted)::float8 as limit, null as "startsAt", null as "resetsAt"
    from credit_lot l join ledger_account a on a.account_id = l.account_id
   where l.tenant_id = any(${[...tenantIds]})
   group by l.tenant_id`;

/** Features that tenants' plans sell for credits, beyond what they include. */
export const selectCreditTerms = (sql: Sql, tenantIds: readonly string[], now: Date): Promise<CreditTerms[]> => sql<
  CreditTerms[]
>`
  select s.tenant_id as "tenantId", f.feature_id as "featureId", f.credit_micro_per_unit as "microPerUnit",
         f.limit_units as included,
         (select max(a.period_start) from ledger_account a
           where a.tenant_id = s.tenant_id and a.kind = 'quota' and a.mode = 'live' and a.feature_id = f.feature_id
             and a.period_start <= ${now} and a.period_end > ${now}) as "startsAt"
    from subscription s
    join plan_feature f on f.plan_version_id = held_version(s, ${now})
   where s.tenant_id = any(${[...tenantIds]}) and s.replaced_at is null and f.credit_micro_per_unit is not null
     and f.limit_units is not null`;
