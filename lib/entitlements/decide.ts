import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import type { Feature, PlanVersion, Route } from "@/lib/catalog/types";
import { deriveEntitlement, type Entitlement, isInForce } from "@/lib/entitlements/derive-entitlement";
import type { Gate, GateResult, Standing } from "@/lib/entitlements/types";
import type { Code } from "@/lib/errors";
import { type Period, periodAt } from "@/lib/period";

/** What the judge is told about one call by a caller whose key is good. */
export type JudgedCall = {
  key: { paused: boolean; scopes: readonly string[]; addressAllowed: boolean };
  route: Pick<Route, "featureId" | "costUnits" | "scope">;
  /** Calls of the tenant in the running minute before this one, and when the minute ends; null: not counted. */
  rate: { used: number; resetsAt: Date } | null;
  /** What the store said of the period's units; null: not asked yet. */
  quota: { limit: number | null; used: number } | null;
};

/** Units to take from the ledger before the call may pass. */
export type Spend = { featureId: string; units: number; period: Period };

export type Allowed = { allowed: true; gates: GateResult[]; spend: Spend | null; planVersion: PlanVersion | null };
export type Refused = {
  allowed: false;
  code: Code;
  gate: Gate;
  gates: GateResult[];
  /** Further codes that failed for certain, in the contract's order (§2.1). */
  reasons: Code[];
  planVersion: PlanVersion | null;
  feature: Feature | null;
  /** Plan versions on sale that would let this call through, cheapest first. */
  waysOut: readonly PlanVersion[];
  period: Period | null;
};
export type Decision = Allowed | Refused;

const order: readonly Gate[] = ["key", "policy", "rate", "subscription", "feature", "quota"];

/**
 * The judge: may this call pass, and if not, for which one reason (response contract §2)? A value, never an
 * exception. Asked twice for a metered call: before the ledger is asked, and again with what the ledger refused.
 */
export function decide(standing: Standing, call: JudgedCall, catalog: CatalogIndex, now: Date): Decision {
  const { subscription } = standing;
  const planVersion = (subscription && catalog.planVersions.get(subscription.planVersionId)) ?? null;
  const feature = (call.route.featureId && catalog.features.get(call.route.featureId)) || null;
  const gates: GateResult[] = [{ gate: "key", result: "passed" }];
  const period = periodOf(standing, now);
  const refuse = (
    failing: GateResult,
    code: Code,
    more?: { reasons?: Code[]; waysOut?: readonly PlanVersion[] },
  ): Refused => {
    gates.push(failing);
    for (const gate of order.slice(gates.length)) gates.push({ gate, result: "not_reached" });
    const { reasons = [], waysOut = [] } = more ?? {};
    return { allowed: false, code, gate: failing.gate, gates, reasons, planVersion, feature, waysOut, period };
  };

  const policy = policyCode(standing, call);
  if (policy) return refuse({ gate: "policy", result: "refused", state: policy.state }, policy.code);
  gates.push({ gate: "policy", result: "passed" });

  const perMinute = planVersion?.ratePerMinute ?? null;
  const rate = call.rate && {
    limit: perMinute,
    used: call.rate.used,
    asked: 1,
    resetsAt: call.rate.resetsAt.toISOString(),
  };
  if (rate && perMinute !== null && rate.used >= perMinute) {
    return refuse({ gate: "rate", result: "refused", ...rate }, "rate_limited");
  }
  gates.push({ gate: "rate", result: "passed", ...rate });

  const entitlement = feature && deriveEntitlement(standing, planVersion, feature.id, now);
  const state = subscriptionState(standing, now);
  const closed = subscriptionCode(state);
  if (closed) {
    const reasons: Code[] = planVersion && entitlement && !entitlement.included ? ["feature_not_in_plan"] : [];
    const waysOut = feature ? versionsWith(catalog.onSale, feature, call.route.costUnits) : catalog.onSale;
    return refuse({ gate: "subscription", result: "refused", state }, closed, { reasons, waysOut });
  }
  gates.push({ gate: "subscription", result: "passed", state });

  if (feature && entitlement && !entitlement.included) {
    const waysOut = versionsWith(catalog.onSale, feature, call.route.costUnits);
    const buyable = waysOut.length > 0 || feature.contactSales;
    const code = buyable ? "feature_not_in_plan" : "feature_unavailable";
    return refuse({ gate: "feature", result: "refused", state: feature.slug }, code, { waysOut });
  }
  gates.push({ gate: "feature", result: "passed", ...(feature && { state: feature.slug }) });
  return judgeQuota({ call, catalog, feature, entitlement, period, planVersion, gates, refuse });
}

function judgeQuota(known: {
  call: JudgedCall;
  catalog: CatalogIndex;
  feature: Feature | null;
  entitlement: Entitlement | null;
  period: Period | null;
  planVersion: PlanVersion | null;
  gates: GateResult[];
  refuse: (failing: GateResult, code: Code, more?: { waysOut?: readonly PlanVersion[] }) => Refused;
}): Decision {
  const { call, catalog, feature, entitlement, period, planVersion, gates } = known;
  const asked = call.route.costUnits;
  if (!feature || !entitlement || !period || feature.kind !== "meter" || asked === 0) {
    gates.push({ gate: "quota", result: "passed" });
    return { allowed: true, gates, spend: null, planVersion };
  }
  const spend = { featureId: feature.id, units: asked, period };
  if (!call.quota) {
    gates.push({ gate: "quota", result: "not_reached", limit: entitlement.units, asked });
    return { allowed: true, gates, spend, planVersion };
  }
  const { limit, used } = call.quota;
  const looked = { limit, used, asked, resetsAt: period.end.toISOString() };
  if (limit === null || used + asked <= limit) {
    gates.push({ gate: "quota", result: "passed", ...looked });
    return { allowed: true, gates, spend, planVersion };
  }
  const waysOut = versionsWith(catalog.onSale, feature, used + asked - entitlement.extraUnits);
  const code = waysOut.length > 0 || feature.contactSales ? "quota_exhausted" : "period_limit_reached";
  return known.refuse({ gate: "quota", result: "refused", ...looked }, code, { waysOut });
}

function policyCode(standing: Standing, call: JudgedCall): { code: Code; state: string } | null {
  if (standing.tenant.status === "suspended") return { code: "account_suspended", state: "suspended" };
  if (call.key.paused) return { code: "permission_denied", state: "key_paused" };
  if (!call.key.addressAllowed) return { code: "ip_not_allowed", state: "address" };
  if (call.route.scope && !call.key.scopes.includes(call.route.scope))
    return { code: "permission_denied", state: "scope" };
  return null;
}

export type SubscriptionCondition = "none" | "trialing" | "active" | "paused" | "trial_over" | "over" | "exception";

/** What a subscription amounts to at one instant; an `access_until` exception in force opens the gate by itself. */
export function subscriptionState({ subscription, exceptions }: Standing, now: Date): SubscriptionCondition {
  const isOver = subscription?.endsAt && subscription.endsAt.getTime() <= now.getTime();
  const runs = subscription && !isOver && (subscription.status === "trialing" || subscription.status === "active");
  if (runs) return subscription.status === "trialing" ? "trialing" : "active";
  if (exceptions.some((exception) => exception.kind === "access_until" && isInForce(exception, now)))
    return "exception";
  if (!subscription) return "none";
  if (subscription.status === "paused") return "paused";
  return subscription.status === "trialing" ? "trial_over" : "over";
}

function subscriptionCode(state: SubscriptionCondition): Code | null {
  switch (state) {
    case "none":
      return "subscription_required";
    case "trial_over":
      return "trial_expired";
    case "over":
      return "subscription_expired";
    case "paused":
      return "subscription_paused";
    case "trialing":
    case "active":
    case "exception":
      return null;
  }
}

// A period holds for many calls; it is counted again when it is over.
const periods = new WeakMap<NonNullable<Standing["subscription"]>, Period>();

/** The usage period: of the subscription, else of the exception that lets the tenant in without one. */
export function periodOf({ subscription, exceptions }: Standing, now: Date): Period | null {
  if (!subscription) {
    const opening = exceptions.find((exception) => exception.kind === "access_until" && isInForce(exception, now));
    return opening ? periodAt(opening.startsAt, now) : null;
  }
  const known = periods.get(subscription);
  if (known && known.start.getTime() <= now.getTime() && now.getTime() < known.end.getTime()) return known;
  const period = periodAt(subscription.anchor, now);
  periods.set(subscription, period);
  return period;
}

/** Versions on sale that include a feature and, when it is a meter, at least so many units of it. */
function versionsWith(onSale: readonly PlanVersion[], feature: Feature, units: number): PlanVersion[] {
  return onSale.filter((version) => {
    if (!Object.hasOwn(version.limits, feature.id)) return false;
    const limit = version.limits[feature.id] ?? null;
    return feature.kind !== "meter" || limit === null || limit >= units;
  });
}
