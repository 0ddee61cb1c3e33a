import type { Feature } from "@/lib/catalog/types";
import { creditDecimal } from "@/lib/credits";
import type { Refused } from "@/lib/entitlements/judged";
import { type LedgerSaid, meterTerms } from "@/lib/entitlements/spend";
import { date, type Explained, featureParams, number } from "@/lib/gateway/explained";
import { quotaLimit, quotaPolicyOf } from "@/lib/gateway/limit-headers";
import type { Param } from "@/lib/messages/types";
import type { Period } from "@/lib/period";
import { timestampOf } from "@/lib/problem/describe-problem";

/** Sentence, values and headers of a call whose units could not be had. */
export function explainUnits(decision: Refused, now: Date, timeZone?: string): Explained {
  const { feature, period, ledger } = decision;
  const gate = decision.gates.find(({ result }) => result === "refused");
  if (!feature || !period || !gate) return {};
  const asked = gate.asked ?? 0;
  switch (decision.code) {
    case "credits_exhausted":
    case "credits_insufficient":
      return explainCredits(decision, feature, asked);
    case "credit_hold_full":
    case "quota_hold_full":
      return ledger?.kind === "held" ? explainHold(feature, period, ledger, now) : {};
    case "key_budget_reached":
      return ledger?.kind === "capped" ? explainBudget(feature, ledger, asked, timeZone) : {};
    default:
      return explainQuota({
        decision,
        feature,
        period,
        limit: gate.limit ?? 0,
        used: gate.used ?? 0,
        asked,
        now,
        timeZone,
      });
  }
}

const unitOf = (feature: Feature, count: number): Param => ({
  kind: "unit",
  one: feature.unit,
  other: feature.unitPlural,
  count,
});

function explainQuota(known: {
  decision: Refused;
  feature: Feature;
  period: Period;
  limit: number;
  used: number;
  asked: number;
  now: Date;
  timeZone: string | undefined;
}): Explained {
  const { decision, feature, period, limit, used, asked, now, timeZone } = known;
  const remaining = Math.max(0, limit - used);
  const resetsAt = timestampOf(period.end);
  const policy = quotaPolicyOf(period);
  const header = quotaLimit({ feature, period, limit, used: limit, charged: 0 }, now);
  const held = decision.ledger?.kind === "exhausted" ? (decision.ledger.quota?.held ?? 0) : 0;
  return {
    ...(remaining > 0 && { variant: "cost_over_rest" }),
    params: {
      ...featureParams(feature),
      limit: number(limit),
      remaining: number(remaining),
      requested: number(asked),
      unit: unitOf(feature, remaining > 0 ? asked : limit),
      resetsAt: date(period.end, timeZone),
    },
    details: {
      feature: feature.slug,
      policy,
      ...(decision.code === "quota_exhausted"
        ? { requested: asked, resetsAt, overage: decision.takesCredits ? "credits" : "none", ...(held > 0 && { held }) }
        : { limit, used, resetsAt }),
    },
    retryAfterSec: Math.ceil((period.end.getTime() - now.getTime()) / 1000),
    violatedPolicies: [policy],
    ...(header && { rateLimit: { policy: header.policy, limit: header.limit } }),
    usageRemaining: { unit: feature.unit, limit, used, remaining },
  };
}

function explainCredits({ code, ledger, planVersion }: Refused, feature: Feature, asked: number): Explained {
  const said = ledger?.kind === "exhausted" ? ledger.credits : null;
  const perUnit = meterTerms(planVersion, feature.id).creditMicroPerUnit ?? 0;
  const required = Math.min(said?.neededMicro ?? asked * perUnit, Number.MAX_SAFE_INTEGER);
  const balance = said?.leftMicro ?? 0;
  return {
    params: {
      ...featureParams(feature),
      required: { kind: "credits", micro: required },
      balance: { kind: "credits", micro: balance },
    },
    details: {
      feature: feature.slug,
      required: creditDecimal(required),
      balance: creditDecimal(balance),
      ...(code === "credits_insufficient" && { missing: creditDecimal(required - balance) }),
      autoTopUp: { state: "off" },
    },
    usageRemaining: { unit: "credit", remaining: creditDecimal(balance) },
  };
}

/** What is held comes back soon: nothing may be used for a second, and then perhaps again. */
function explainHold(feature: Feature, period: Period, said: LedgerSaid & { kind: "held" }, now: Date): Explained {
  const base = { params: featureParams(feature), retryAfterSec: 1 };
  if (said.by === "credits") {
    const balance = creditDecimal((said.limit ?? said.used) - said.used + said.heldUnits);
    return { ...base, details: { feature: feature.slug, held: creditDecimal(said.heldUnits), balance } };
  }
  const policy = quotaPolicyOf(period);
  const header = quotaLimit({ feature, period, limit: said.limit, used: said.limit ?? 0, charged: 0 }, now);
  return {
    ...base,
    details: { feature: feature.slug, policy, held: said.heldUnits },
    ...(header && {
      violatedPolicies: [policy],
      rateLimit: { policy: header.policy, limit: `"${policy}";r=0;t=1` },
    }),
  };
}

function explainBudget(
  feature: Feature,
  said: LedgerSaid & { kind: "capped" },
  asked: number,
  timeZone: string | undefined,
): Explained {
  const { limit, used, resetsAt } = said;
  const remaining = Math.max(0, limit - used);
  return {
    ...(remaining > 0 && { variant: "cost_over_rest" }),
    params: {
      ...featureParams(feature),
      remaining: number(remaining),
      requested: number(asked),
      unit: unitOf(feature, asked),
      resetsAt: date(resetsAt, timeZone),
    },
    details: {
      feature: feature.slug,
      limit,
      used,
      requested: asked,
      unit: feature.unit,
      resetsAt: timestampOf(resetsAt),
    },
  };
}
