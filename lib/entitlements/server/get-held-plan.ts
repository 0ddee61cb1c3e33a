import { rawSql } from "@/db/client";
import { compareVersions, type Difference, type VersionContent } from "@/lib/catalog/compare-versions";
import { listPublicPlans } from "@/lib/catalog/server/list-public-plans";
import { loadOffers } from "@/lib/catalog/server/load-offers";
import type { PlanVersion } from "@/lib/catalog/types";
import { loadStanding } from "@/lib/entitlements/server/load-standing";
import { selectEntitlements } from "@/lib/entitlements/server/select-entitlements";
import { selectSubscription } from "@/lib/entitlements/server/select-subscription";
import type { EntitlementRow, PlanPageView } from "@/lib/entitlements/views";
import { AppError } from "@/lib/errors";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The plan version of the caller's tenant, what it may use and has used, and what else is on sale. */
export async function getHeldPlan(ctx: Ctx): Promise<PlanPageView> {
  const tenantId = authorizeMember(ctx, "usage:read");
  const standing = await loadStanding(rawSql(), tenantId);
  if (!standing) throw new AppError("not_found");
  const [held, rows, plans, offers] = await Promise.all([
    selectSubscription(tenantId, ctx.now),
    selectEntitlements(standing, ctx.now),
    listPublicPlans(),
    loadOffers(rawSql()),
  ]);
  const versions = new Map(offers.planVersions.map((version) => [`${version.planId} ${version.number}`, version]));
  const current = held && contentOf(versions.get(`${held.planId} ${held.number}`));
  return {
    held,
    timeZone: standing.tenant.timeZone,
    entitlements: rows.map(withoutReasons),
    plans: plans.map((plan) => ({
      ...plan,
      current: held !== null && held.planId === plan.id && held.number === plan.versionNumber,
      differences: differencesOf(current, contentOf(versions.get(`${plan.id} ${plan.versionNumber}`))),
    })),
  };
}

/** Staff write down for each other why an exception was granted; its tenant sees only what it gives. */
const withoutReasons = (row: EntitlementRow): EntitlementRow => ({
  ...row,
  sources: row.sources.map((source) => (source.kind === "plan" ? source : { ...source, label: "from the operator" })),
});

/** A trial is the start of a subscription and no part of what is compared here. */
const contentOf = (version: PlanVersion | undefined): VersionContent | null =>
  version
    ? {
        priceMinor: version.price.amountMinor,
        currency: version.price.currency,
        ratePerMinute: version.ratePerMinute,
        interval: version.interval,
        trialDays: 0,
        trialNeedsCard: false,
        graceDays: 0,
        trialGraceDays: 0,
        limits: version.limits,
        meters: version.meters,
      }
    : null;

/** Nothing to compare without both. */
const differencesOf = (held: VersionContent | null, other: VersionContent | null): Difference[] =>
  held && other ? compareVersions(held, other).filter(({ kind }) => kind !== "same") : [];
