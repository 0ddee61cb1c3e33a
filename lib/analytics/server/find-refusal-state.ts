import { rawSql } from "@/db/client";
import { isShort } from "@/lib/analytics/is-short";
import type { Receipt } from "@/lib/analytics/receipt";
import { selectFunding } from "@/lib/analytics/server/select-funding";

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
    case "subscription_past_due":
    case "subscription_paused":
      return stateOf(await isSubscriptionClosed(tenant.id, now));
    case "feature_not_in_plan":
    case "feature_unavailable":
      return feature ? stateOf(await isFeatureMissing(tenant.id, feature.id, now)) : "unknown";
    case "quota_exhausted":
    case "period_limit_reached":
    case "credits_exhausted":
    case "credits_insufficient":
      if (!feature) return "unknown";
      return stateOf(await isUnfunded(tenant.id, feature.id, mode ?? "live", receipt.askedUnits ?? 1, now));
    case "key_budget_reached":
      if (!feature || !receipt.key) return "unknown";
      return stateOf(await isBudgetSpent(receipt.key.id, feature.id, mode ?? "live", receipt.askedUnits ?? 1, now));
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
    select not exists (select 1 from subscription s where s.tenant_id = ${tenantId} and s.replaced_at is null
                         and held_status(s, ${now}) in ('trialing', 'active', 'grace'))
       and not exists (select 1 from exception where tenant_id = ${tenantId} and kind = 'access_until'
                         and withdrawn_at is null and starts_at <= ${now} and ends_at > ${now}) as stands`;
  return row?.stands;
}

async function isFeatureMissing(tenantId: string, featureId: string, now: Date): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select not included as stands from entitled_units(${tenantId}, ${featureId}, ${now})`;
  return row?.stands;
}

async function isUnfunded(
  tenantId: string,
  featureId: string,
  mode: "live" | "test",
  asked: number,
  now: Date,
): Promise<boolean | undefined> {
  const funding = (await selectFunding([{ tenantId, featureId }], mode, now)).get(`${tenantId} ${featureId}`);
  return funding && isShort(funding, asked);
}

/** A key's budget is one account a window; the newest that runs now is the one that counts. */
async function isBudgetSpent(
  keyId: string,
  featureId: string,
  mode: "live" | "test",
  asked: number,
  now: Date,
): Promise<boolean | undefined> {
  const [row] = await rawSql()<{ stands: boolean }[]>`
    select coalesce(a.consumed, 0) + ${asked}::bigint > b.units as stands
      from key_budget b
      left join lateral (
        select consumed from ledger_account
         where kind = 'cap' and tenant_id = b.tenant_id and key_id = b.key_id and feature_id = b.feature_id
           and mode = ${mode} and period_start <= ${now} and period_end > ${now}
         order by account_id desc limit 1) a on true
     where b.key_id = ${keyId} and b.feature_id = ${featureId}`;
  return row ? row.stands : false;
}
