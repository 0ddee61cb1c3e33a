import type { CatalogIndex } from "@/lib/catalog/index-catalog";
import { deriveEntitlement } from "@/lib/entitlements/derive-entitlement";
import { heldAt } from "@/lib/entitlements/held-at";
import { judgeUnits } from "@/lib/entitlements/judge-units";
import type { Decision, JudgedCall, Known, Stop } from "@/lib/entitlements/judged";
import { periodOf } from "@/lib/entitlements/period-of";
import { meterTerms } from "@/lib/entitlements/spend";
import { type SubscriptionCondition, subscriptionState } from "@/lib/entitlements/subscription-state";
import type { Gate, GateResult, Standing } from "@/lib/entitlements/types";
import { versionsWith } from "@/lib/entitlements/versions-with";
import type { Code } from "@/lib/errors";

const order: readonly Gate[] = ["key", "policy", "rate", "subscription", "feature", "quota"];

/**
 * The judge: may this call pass, and if not, for which one reason (response contract §2)? A value, never an
 * exception. Asked twice for a metered call that the ledger does not grant: before, and again with what it said.
 */
export function decide(standing: Standing, call: JudgedCall, catalog: CatalogIndex, now: Date): Decision {
  const { subscription } = standing;
  const held = subscription && heldAt(subscription, now);
  const planVersion = (held && catalog.planVersions.get(held.planVersionId)) ?? null;
  const feature = (call.route.featureId && catalog.features.get(call.route.featureId)) || null;
  const period = periodOf(standing, feature ? meterTerms(planVersion, feature.id).period : "anniversary", now);
  const known = { standing, call, catalog, planVersion, feature, period, now };
  const stop = stopBeforeUnits(known);
  const judged = stop ?? judgeUnits(known);
  if (judged === null || "sources" in judged) return { allowed: true, spend: judged, planVersion };

  const { failing, code, reasons = [], waysOut = [], takesCredits = false } = judged;
  const gates = [...passedGates(known, failing.gate), failing];
  for (const gate of order.slice(gates.length)) gates.push({ gate, result: "not_reached" });
  const { ledger } = call;
  return {
    allowed: false,
    code,
    gate: failing.gate,
    gates,
    reasons,
    planVersion,
    feature,
    waysOut,
    period,
    ledger,
    takesCredits,
  };
}

function stopBeforeUnits({ standing, call, catalog, planVersion, feature, now }: Known): Stop | null {
  const policy = policyStop(standing, call);
  if (policy) return policy;
  const perMinute = planVersion?.ratePerMinute ?? null;
  if (call.rate && perMinute !== null && call.rate.used >= perMinute) {
    return { failing: { gate: "rate", result: "refused", ...rateLooked(call.rate, perMinute) }, code: "rate_limited" };
  }

  const entitlement = feature && deriveEntitlement(standing, planVersion, feature.id, now);
  const state = subscriptionState(standing, now);
  const closed = closedCodes[state];
  if (closed) {
    return {
      failing: { gate: "subscription", result: "refused", state },
      code: closed,
      reasons: planVersion && entitlement && !entitlement.included ? ["feature_not_in_plan"] : [],
      waysOut: feature ? versionsWith(catalog.onSale, feature, call.route.costUnits) : catalog.onSale,
    };
  }
  // A plan or a feature that could not be read is doubt, and doubt is never a matter of money.
  if (standing.subscription && !planVersion) return unknown("subscription", "unknown_plan");
  if (call.route.featureId && !feature) return unknown("feature", "unknown_feature");
  if (feature && entitlement && !entitlement.included) {
    const waysOut = versionsWith(catalog.onSale, feature, call.route.costUnits);
    const code = waysOut.length > 0 || feature.contactSales ? "feature_not_in_plan" : "feature_unavailable";
    return { failing: { gate: "feature", result: "refused", state: feature.slug }, code, waysOut };
  }
  return null;
}

const unknown = (gate: Gate, state: string): Stop => ({
  failing: { gate, result: "refused", state },
  code: "entitlement_unavailable",
});

function policyStop(standing: Standing, call: JudgedCall): Stop | null {
  const stop = (code: Code, state: string): Stop => ({ failing: { gate: "policy", result: "refused", state }, code });
  if (standing.tenant.status === "suspended") return stop("account_suspended", "suspended");
  if (call.key.paused) return stop("permission_denied", "key_paused");
  if (!call.key.addressAllowed) return stop("ip_not_allowed", "address");
  if (call.route.scope && !call.key.scopes.includes(call.route.scope)) return stop("permission_denied", "scope");
  return null;
}

const closedCodes: Record<SubscriptionCondition, Code | null> = {
  none: "subscription_required",
  trial_over: "trial_expired",
  over: "subscription_expired",
  past_due: "subscription_past_due",
  paused: "subscription_paused",
  trialing: null,
  active: null,
  grace: null,
  exception: null,
};

const rateLooked = (rate: { used: number; resetsAt: Date }, limit: number | null) => ({
  limit,
  used: rate.used,
  asked: 1,
  resetsAt: rate.resetsAt.toISOString(),
});

/** The gates before the one that refused, as its receipt shows them. */
function passedGates({ standing, call, planVersion, feature, now }: Known, failing: Gate): GateResult[] {
  const passed: GateResult[] = [
    { gate: "key", result: "passed" },
    { gate: "policy", result: "passed" },
    { gate: "rate", result: "passed", ...(call.rate && rateLooked(call.rate, planVersion?.ratePerMinute ?? null)) },
    { gate: "subscription", result: "passed", state: subscriptionState(standing, now) },
    { gate: "feature", result: "passed", ...(feature && { state: feature.slug }) },
  ];
  return passed.slice(0, order.indexOf(failing));
}
