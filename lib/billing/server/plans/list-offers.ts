import { database, rawSql } from "@/db/client";
import { choiceOf, type OfferedVersion } from "@/lib/billing/choice-of";
import { findOpenChange } from "@/lib/billing/server/changes/require-changeable";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { Interval } from "@/lib/billing/types";
import type { OfferView } from "@/lib/billing/views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

type Row = OfferedVersion & { planId: string; planName: string; description: string };

/** The plans on sale in the operator's order, each with what choosing it would mean for this tenant now. */
export async function listOffers(ctx: Ctx): Promise<OfferView[]> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const rows = await rawSql()<Row[]>`
    select v.id as "planVersionId", p.id as "planId", p.name as "planName", p.description, p.fallback as "isFallback",
           v.price_minor::float8 as "priceMinor", v.currency, v.interval, v.trial_days as "trialDays",
           v.trial_needs_card as "trialNeedsCard",
           v.price_minor = 0 and not exists (select 1 from plan_feature f where f.plan_version_id = v.id
              and f.overage = 'postpaid' and f.overage_rate_e_12 > 0) as "isFree",
           exists (select 1 from plan_sync s join stripe_link l on l.account_id = s.stripe_account
                    where s.plan_version_id = v.id and s.state = 'synced') as "isSynced"
      from plan p
      join lateral (select * from plan_version v where v.plan_id = p.id and v.status = 'published'
                     order by v.number desc limit 1) v on true
     where not p.hidden and p.archived_at is null
     order by p.position, v.price_minor, p.name`;
  const holding = await readHolding(database(), tenantId);
  const held = holding.stripe ?? holding.other;
  const open = holding.stripe ? await findOpenChange(database(), holding.stripe.id) : null;
  const [account] = await rawSql()<{ currency: string | null }[]>`
    select currency from billing_account where tenant_id = ${tenantId}`;
  const [version] = await rawSql()<{ priceMinor: number; currency: string; interval: Interval }[]>`
    select price_minor::float8 as "priceMinor", currency, interval from plan_version
     where id = ${held?.planVersionId ?? null}`;
  const tenant = {
    takesCards: currentMode() !== "manual",
    held: held && {
      billedBy: held.billedBy,
      status: held.status,
      planVersionId: held.planVersionId,
      isEnding: held.cancelAt !== null,
      terms: version ?? null,
    },
    currency: account?.currency ?? null,
    hadTrial: holding.hadTrial,
    hasOpenChange: open !== null && open.status !== "scheduled",
  };
  return rows.map((row) => ({
    planVersionId: row.planVersionId,
    planId: row.planId,
    planName: row.planName,
    description: row.description,
    price: { amountMinor: row.priceMinor, currency: row.currency },
    interval: row.interval,
    trialDays: row.trialDays,
    trialNeedsCard: row.trialNeedsCard,
    ...choiceOf(tenant, row),
  }));
}
