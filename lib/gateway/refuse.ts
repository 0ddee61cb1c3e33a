import type { PlanVersion } from "@/lib/catalog/types";
import { isInForce } from "@/lib/entitlements/derive-entitlement";
import type { Refused } from "@/lib/entitlements/judged";
import { periodOf } from "@/lib/entitlements/period-of";
import { type SubscriptionCondition, subscriptionState } from "@/lib/entitlements/subscription-state";
import type { Standing } from "@/lib/entitlements/types";
import { codes } from "@/lib/errors";
import { explainDecision } from "@/lib/gateway/explain-decision";
import { text } from "@/lib/gateway/explained";
import type { Refusal, Seen } from "@/lib/gateway/types";
import type { OfferedAction, ProblemInput } from "@/lib/problem/types";

export type RefuseConfig = {
  portalUrl: string;
  hasContact: boolean;
  signReceipt: (requestId: string, now: Date) => string;
};

/** The plan that a tenant is on, as it is told to the caller. */
function describePlan(standing: Standing, version: PlanVersion | null, now: Date): ProblemInput["currentPlan"] {
  if (!version) return null;
  const state = subscriptionState(
    { ...standing, exceptions: standing.exceptions.filter((held) => !isInForce(held, now)) },
    now,
  );
  return {
    id: version.planId,
    name: version.planName,
    version: version.number,
    status: planStatus[state] ?? "expired",
  };
}

const planStatus: Partial<Record<SubscriptionCondition, NonNullable<ProblemInput["currentPlan"]>["status"]>> = {
  trialing: "trialing",
  active: "active",
  grace: "past_due",
  past_due: "past_due",
  paused: "paused",
};

/** Ways out that exist for this tenant; a 402 always has one. */
function offer(decision: Refused, standing: Standing, config: RefuseConfig): OfferedAction[] {
  const [cheapest] = decision.waysOut;
  const plan = cheapest && { offer: { kind: "plan" as const, id: cheapest.planId }, price: cheapest.price };
  const bought: OfferedAction[] = cheapest
    ? [
        { rel: "subscribe", ...plan },
        { rel: "upgrade", ...plan },
      ]
    : [];
  // What is billed by hand is paid by hand: the operator has to be asked.
  const paysByCard = standing.subscription?.source === "stripe";
  const isForOperator =
    decision.code === "subscription_paused" || (decision.code === "subscription_past_due" && !paysByCard);
  const talks = config.hasContact || decision.feature?.contactSales || !cheapest || isForOperator;
  return [
    ...bought,
    ...(decision.takesCredits ? [{ rel: "top_up" as const }] : []),
    ...(paysByCard ? [{ rel: "pay_invoice" as const }, { rel: "update_payment_method" as const }] : []),
    ...(talks ? [{ rel: "contact_sales" as const }] : []),
    { rel: "raise_limit" },
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
  const explained = decision ? explainDecision(decision, seen) : {};
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
    billingCycleEnd: periodOf(standing, "anniversary", seen.now)?.end ?? null,
    reasons: decision.reasons,
    explainUrl: `${config.portalUrl}/receipts/${explainId}?t=${config.signReceipt(explainId, seen.now)}`,
    actionsOffered: offer(decision, standing, config),
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
