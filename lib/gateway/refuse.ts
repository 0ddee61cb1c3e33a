import type { Feature, PlanVersion } from "@/lib/catalog/types";
import { type Refused, subscriptionState } from "@/lib/entitlements/decide";
import { isInForce } from "@/lib/entitlements/derive-entitlement";
import type { Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import { quotaLimit, quotaPolicy, rateLimit, ratePolicy } from "@/lib/gateway/limit-headers";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { Param, Params } from "@/lib/messages/types";
import { timestampOf } from "@/lib/problem/describe-problem";
import type { OfferedAction, ProblemInput } from "@/lib/problem/types";

export type RefuseConfig = {
  portalUrl: string;
  hasContact: boolean;
  signReceipt: (requestId: string, now: Date) => string;
};

const text = (value: string, de?: string | null): Param => ({ kind: "text", value, ...(de && { de }) });
const number = (value: number): Param => ({ kind: "number", value });
const date = (value: Date): Param => ({ kind: "date", value });

type Explained = Pick<Refusal, "variant" | "params" | "details" | "retryAfterSec"> &
  Pick<ProblemInput, "violatedPolicies" | "rateLimit" | "usageRemaining" | "billingCycleEnd">;

/** Sentence, values and headers of what the judge refused. */
function explain(decision: Refused, seen: Seen): Explained {
  const standing = seen.standing;
  const planName = text(decision.planVersion?.planName ?? "");
  const apiName = text(seen.api?.name ?? "");
  const failing = decision.gates.find(({ result }) => result === "refused");
  switch (decision.code) {
    case "account_suspended":
      return {
        params: { tenantName: text(standing?.tenant.name ?? "") },
        details: { since: standing?.tenant.suspendedAt ? timestampOf(standing.tenant.suspendedAt) : null },
      };
    case "permission_denied": {
      const scope = seen.route?.scope;
      if (failing?.state !== "scope" || !scope) return { variant: "key_paused", details: { reason: "key_paused" } };
      return {
        variant: "scope",
        params: { missingScope: text(scope) },
        details: { reason: "scope", missingScope: scope },
      };
    }
    case "rate_limited": {
      const resetsAt = new Date(failing?.resetsAt ?? seen.now);
      const limit = failing?.limit ?? 0;
      const waitSec = Math.max(1, Math.ceil((resetsAt.getTime() - seen.now.getTime()) / 1000));
      return {
        params: {
          limit: number(limit),
          window: { kind: "duration", seconds: 60 },
          retryAfter: { kind: "duration", seconds: waitSec },
        },
        details: { policy: ratePolicy },
        retryAfterSec: waitSec,
        violatedPolicies: [ratePolicy],
        rateLimit: rateLimit({ limit, used: limit, resetsAt }, seen.now),
      };
    }
    case "subscription_required":
      return {
        params: { tenantName: text(standing?.tenant.name ?? ""), apiName },
        details: describeClosed(decision, seen),
      };
    case "trial_expired":
    case "subscription_expired": {
      const endedAt = standing?.subscription?.endsAt ?? standing?.subscription?.startedAt ?? seen.now;
      const reason = decision.code === "subscription_expired" && {
        endReason: standing?.subscription?.endsAt ? "not_renewed" : "canceled",
      };
      return {
        params: { planName, endedAt: date(endedAt) },
        details: { ...describeClosed(decision, seen), endedAt: timestampOf(endedAt), ...reason },
      };
    }
    case "subscription_paused":
      return { params: { planName }, details: { api: seen.api?.slug ?? null } };
    case "feature_not_in_plan":
    case "feature_unavailable":
      return explainFeature(decision, planName);
    case "quota_exhausted":
    case "period_limit_reached":
      return explainQuota(decision, seen);
    default:
      return {};
  }
}

const describeClosed = (decision: Refused, seen: Seen) => ({
  api: seen.api?.slug ?? null,
  availablePlans: decision.waysOut.slice(0, 5).map((version) => version.planName),
});

const featureParams = (feature: Feature | null): Params => ({
  featureName: text(feature?.name ?? "", feature?.nameDe),
});

function explainFeature(decision: Refused, planName: Param): Explained {
  const { feature, waysOut } = decision;
  const names = waysOut.slice(0, 5).map((version) => version.planName);
  return {
    ...(decision.code === "feature_not_in_plan" && names.length === 0 && { variant: "contact" }),
    params: { ...featureParams(feature), planName, planNames: text(names.join(", ")) },
    details: {
      feature: feature?.slug ?? "",
      kind: feature?.kind ?? "switch",
      ...(decision.code === "feature_not_in_plan" && {
        availableIn: names,
      }),
    },
  };
}

function explainQuota(decision: Refused, seen: Seen): Explained {
  const { feature, period } = decision;
  const gate = decision.gates.find((result) => result.gate === "quota");
  if (!feature || !period || !gate) return {};
  const { limit = 0, used = 0, asked = 0 } = gate;
  const [most, taken] = [limit ?? 0, used ?? 0];
  const remaining = Math.max(0, most - taken);
  const resetsAt = timestampOf(period.end);
  const over = remaining > 0;
  const waitSec = Math.ceil((period.end.getTime() - seen.now.getTime()) / 1000);
  const header = quotaLimit({ feature, period, limit: most, used: most, charged: 0 }, seen.now);
  return {
    ...(over && { variant: "cost_over_rest" }),
    params: {
      ...featureParams(feature),
      limit: number(most),
      remaining: number(remaining),
      requested: number(asked),
      unit: { kind: "unit", one: feature.unit, other: feature.unitPlural, count: over ? asked : most },
      resetsAt: date(period.end),
    },
    details: {
      feature: feature.slug,
      policy: quotaPolicy,
      ...(decision.code === "quota_exhausted"
        ? { requested: asked, resetsAt, overage: "none" }
        : { limit: most, used: taken, resetsAt }),
    },
    retryAfterSec: waitSec,
    violatedPolicies: [quotaPolicy],
    ...(header && { rateLimit: { policy: header.policy, limit: header.limit } }),
    usageRemaining: { unit: feature.unit, limit: most, used: taken, remaining },
  };
}

/** The plan that a tenant is on, as it is told to the caller. */
function describePlan(standing: Standing, version: PlanVersion | null, now: Date): ProblemInput["currentPlan"] {
  if (!version) return null;
  const state = subscriptionState(
    { ...standing, exceptions: standing.exceptions.filter((held) => !isInForce(held, now)) },
    now,
  );
  const status = state === "trialing" || state === "active" || state === "paused" ? state : "expired";
  return { id: version.planId, name: version.planName, version: version.number, status };
}

/** Ways out that exist for this tenant; a 402 always has one. */
function offer(decision: Refused, config: RefuseConfig): OfferedAction[] {
  const [cheapest] = decision.waysOut;
  const plan = cheapest && { offer: { kind: "plan" as const, id: cheapest.planId }, price: cheapest.price };
  const bought: OfferedAction[] = cheapest
    ? [
        { rel: "subscribe", ...plan },
        { rel: "upgrade", ...plan },
      ]
    : [];
  const talks =
    config.hasContact || decision.feature?.contactSales || !cheapest || decision.code === "subscription_paused";
  return [
    ...bought,
    ...(talks ? [{ rel: "contact_sales" as const }] : []),
    { rel: "manage_key" },
    { rel: "contact_support" },
  ];
}

/**
 * Decision → everything that the answer says (response contract §2–§5). What the caller may learn of tenant, plan and
 * usage is only filled in once the key has proved who is asking.
 * @param explainId the request id whose receipt explains this refusal: its own, or that of an equal one before it.
 */
export function refuse(refusal: Refusal, seen: Seen, explainId: string, config: RefuseConfig): ProblemInput {
  const { decision } = refusal;
  const explained = decision ? explain(decision, seen) : {};
  const standing = seen.proven ? seen.standing : null;
  const { status } = codes[refusal.code];
  return {
    code: refusal.code,
    requestId: seen.requestId,
    now: seen.now,
    portalUrl: config.portalUrl,
    traceId: seen.traceId,
    params: { ...(seen.api && { apiName: text(seen.api.name) }) },
    ...(seen.read?.clientRequestId && { clientRequestId: seen.read.clientRequestId }),
    repeatable: isRepeatable(seen),
    ...(status === 401 && { wwwAuthenticate: challenge(refusal, seen) }),
    ...stripDecision(refusal),
    ...explained,
    ...(explained.params && { params: explained.params }),
    ...(seen.key && seen.proven && { minimal: seen.key.errorDetail === "minimal" }),
    ...(standing && seen.key && describeCaller(refusal, seen, standing, explainId, config)),
  };
}

function describeCaller(
  { decision }: Refusal,
  seen: Seen,
  standing: Standing,
  explainId: string,
  config: RefuseConfig,
): Partial<ProblemInput> {
  if (!decision) return {};
  return {
    tenant: { id: standing.tenant.id, name: standing.tenant.name },
    ...(seen.key && { key: { id: seen.key.keyId, hint: seen.key.hint } }),
    currentPlan: describePlan(standing, decision.planVersion, seen.now),
    billingCycleEnd: decision.period?.end ?? null,
    reasons: decision.reasons,
    explainUrl: `${config.portalUrl}/receipts/${explainId}?t=${config.signReceipt(explainId, seen.now)}`,
    actionsOffered: offer(decision, config),
  };
}

const challenge = (refusal: Refusal, seen: Seen): string =>
  `Bearer realm="${seen.api?.slug ?? "faregate"}"${refusal.code === "authentication_required" ? "" : ', error="invalid_token"'}`;

const isRepeatable = (seen: Seen): boolean =>
  seen.method === "GET" || seen.method === "HEAD" || seen.method === "OPTIONS" || seen.read?.hasIdempotencyKey === true;

function stripDecision(refusal: Refusal): Partial<ProblemInput> {
  const { decision: _, code: __, ...rest } = refusal;
  return rest;
}
