import { rawSql } from "@/db/client";
import type { Receipt } from "@/lib/analytics/receipt";

/** Whether the gate that refused a call would refuse it now; `unknown` where that depends on the call itself. */
export type RefusalState = "stands" | "open" | "unknown";

const rateWindowMs = 60_000;

const stateOf = (stands: boolean | undefined): RefusalState =>
  stands === undefined ? "unknown" : stands ? "stands" : "open";

/** "Still so?" of a receipt: asks the store about the one gate that refused, at `now`. */
export async function findRefusalState(receipt: Receipt, now: Date): Promise<RefusalState> {
  const { code, tenant, feature, mode } = receipt;
  if (!code || !tenant) return "unknown";
  switch (code) {
    case "account_suspended":
      return stateOf(await isSuspended(tenant.id));
    case "subscription_required":
    case "trial_expired":
    case "subscription_expired":
    case "subscription_paused":
      return stateOf(await isSubscriptionClosed(tenant.id, now));
    case "feature_not_in_plan":
    case "feature_unavailable":
      return feature ? stateOf(await isFeatureMissing(tenant.id, feature.id, now)) : "unknown";
    case "quota_exhausted":
    case "period_limit_reached":
      if (!feature) return "unknown";
      return stateOf(await isQuotaShort(tenant.id, feature.id, mode ?? "live", receipt.askedUnits ?? 1, now));
    case "rate_limited":
      return now.getTime() - receipt.decidedAt.getTime() > rateWindowMs ? "open" : "unknown";
    default:
      return "unknown";
  }
}

async function isSuspended(tenantId: string): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select status = 'suspended' as stands from tenant where id = ${tenantId}`;
  return row?.stands;
}

async function isSubscriptionClosed(tenantId: string, now: Date): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select not exists (select 1 from subscription where tenant_id = ${tenantId} and replaced_at is null
                         and status in ('trialing', 'active') and (ends_at is null or ends_at > ${now}))
       and not exists (select 1 from exception where tenant_id = ${tenantId} and kind = 'access_until'
                         and withdrawn_at is null and starts_at <= ${now} and ends_at > ${now}) as stands`;
  return row?.stands;
}

async function isFeatureMissing(tenantId: string, featureId: string, now: Date): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select not included as stands from entitled_units(${tenantId}, ${featureId}, ${now})`;
  return row?.stands;
}

async function isQuotaShort(
  tenantId: string,
  featureId: string,
  mode: "live" | "test",
  asked: number,
  now: Date,
): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select not e.included or (e.units is not null and coalesce(a.consumed + a.reserved, 0) + ${asked}::bigint > e.units)
             as stands
      from entitled_units(${tenantId}, ${featureId}, ${now}) e
      left join ledger_account a on a.tenant_id = ${tenantId} and a.feature_id = ${featureId} and a.mode = ${mode}
                                and a.period_start <= ${now} and a.period_end > ${now}`;
  return row?.stands;
}
