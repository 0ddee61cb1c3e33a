import { type Code, codes } from "@/lib/errors";
import type { Params } from "@/lib/messages/types";
import type { ProblemInput } from "@/lib/problem/types";

const params: Params = {
  amount: { kind: "money", value: { amountMinor: 4_900, currency: "EUR" } },
  accepted: { kind: "text", value: "application/json" },
  apiName: { kind: "text", value: "Geo" },
  balance: { kind: "credits", micro: 1_250_000 },
  count: { kind: "number", value: 2 },
  endedAt: { kind: "date", value: new Date("2026-11-15T00:00:00Z") },
  expiredAt: { kind: "date", value: new Date("2026-11-15T00:00:00Z") },
  featureName: { kind: "text", value: "Reports", de: "Berichte" },
  graceEndedAt: { kind: "date", value: new Date("2026-11-20T00:00:00Z") },
  invoiceNumber: { kind: "text", value: "ACME-0007" },
  limit: { kind: "number", value: 10_000 },
  method: { kind: "text", value: "DELETE" },
  missingScope: { kind: "text", value: "reports:read" },
  pausedAt: { kind: "date", value: new Date("2026-11-15T00:00:00Z") },
  planName: { kind: "text", value: "Starter" },
  planNames: { kind: "text", value: "Pro, Scale" },
  problem: { kind: "text", value: "JSON" },
  remaining: { kind: "number", value: 3 },
  replacedAt: { kind: "date", value: new Date("2026-11-15T00:00:00Z") },
  requested: { kind: "number", value: 5 },
  required: { kind: "credits", micro: 4_000_000 },
  resetsAt: { kind: "date", value: new Date("2026-12-01T00:00:00Z") },
  retryAfter: { kind: "duration", seconds: 41 },
  tenantName: { kind: "text", value: "Acme" },
  unit: { kind: "unit", one: "call", other: "calls", count: 10_000 },
  window: { kind: "duration", seconds: 60 },
};

const details: Partial<Record<Code, Readonly<Record<string, unknown>>>> = {
  feature_not_in_plan: { feature: "reports", kind: "switch", availableIn: ["pro", "scale"] },
  quota_exhausted: {
    feature: "reports",
    policy: "monthly",
    requested: 1,
    resetsAt: "2026-12-01T00:00:00Z",
    overage: "none",
  },
  credits_exhausted: { feature: "reports", required: "4.00", balance: "0.00", autoTopUp: { state: "off" } },
  credits_insufficient: {
    feature: "reports",
    required: "4.00",
    balance: "1.25",
    missing: "2.75",
    autoTopUp: { state: "off" },
  },
  subscription_past_due: {
    invoice: {
      id: "inv_01M6Z3K5N7Q9S1V3X5Z7B9D1F3",
      number: "ACME-0007",
      amountDue: { amount: "49.00", currency: "EUR" },
      dueAt: null,
    },
    graceEndedAt: "2026-11-20T00:00:00Z",
    openInvoices: 1,
    cause: "insufficient_funds",
  },
  payment_declined: { cause: "insufficient_funds" },
  payment_failed: { cause: "processing_error" },
  payment_action_required: { cause: "authentication_required" },
  key_budget_reached: { limit: 500, used: 500, requested: 1, unit: "call", resetsAt: "2026-12-01T00:00:00Z" },
  quota_hold_full: { feature: "reports", policy: "monthly", held: 12 },
  credit_hold_full: { feature: "reports", held: "3.00", balance: "3.50" },
  period_limit_reached: { feature: "reports", policy: "monthly", limit: 10_000, used: 10_000 },
  invalid_api_key: { reason: "unknown" },
  permission_denied: { reason: "scope", missingScope: "reports:read" },
  rate_limited: { policy: "per-minute" },
  validation_failed: {
    errors: [
      { pointer: "/name", code: "too_small", message: "Must not be empty." },
      { pointer: "/scopes/0", code: "invalid_value", message: "Is not a scope of this api." },
    ],
  },
};

function describeUsage(metered: boolean, inCredits: boolean, code: Code): ProblemInput["usageRemaining"] {
  if (inCredits) return { unit: "credit", remaining: code === "credits_exhausted" ? "0.00" : "1.25" };
  return metered ? { unit: "call", limit: 10_000, used: 10_000, remaining: 0 } : null;
}

/** An invented occurrence of a code, for the dictionary's sample answers and for tests. */
export function sampleProblem(code: Code, portalUrl: string): ProblemInput {
  const { status, actions } = codes[code];
  const judged = status === 402 || status === 403;
  const inCredits = code === "credits_exhausted" || code === "credits_insufficient";
  const metered = code === "quota_exhausted" || code === "period_limit_reached";
  const requestId = "req_01M7XNXRKG4T9B2V6C8D0E3F5H";
  return {
    code,
    params: {
      ...params,
      ...(code === "rate_limited" && { limit: { kind: "number", value: 60 } }),
      ...(code === "credits_exhausted" && { balance: { kind: "credits", micro: 0 } }),
    },
    ...(code === "permission_denied" && { variant: "scope" }),
    details: details[code] ?? {},
    requestId,
    now: new Date("2026-11-20T23:51:02Z"),
    portalUrl,
    ...((judged || status === 429) && {
      tenant: { id: "tnt_01M2A7K3Q9ZJ4Y6W8V0R2T4S6X", name: "Acme" },
      key: { id: "key_01M33BD5F7H9K1N3Q5S7V9X1Z3", hint: "fg_live_9fK2…7Hq2" },
      explainUrl: `${portalUrl}/receipts/${requestId}?t=k1.1796428262.9vQ3xW5yZ7aB9cD1eF3gH5jK7mN9pQ1rS3tU5vW7xY9`,
    }),
    ...(judged && {
      currentPlan:
        code === "subscription_required"
          ? null
          : {
              id: "pln_01M1STARTER8G2J4M6P8R0T2W4Y",
              name: "Starter",
              version: 3,
              status: code === "subscription_past_due" ? ("past_due" as const) : ("active" as const),
            },
      usageRemaining: describeUsage(metered, inCredits, code),
      billingCycleEnd: new Date("2026-12-01T00:00:00Z"),
    }),
    ...(metered && {
      violatedPolicies: ["monthly"],
      rateLimit: { policy: '"monthly";q=10000;w=2592000', limit: '"monthly";r=0;t=864538' },
    }),
    ...(code === "quota_hold_full" && {
      violatedPolicies: ["monthly"],
      retryAfterSec: 1,
      rateLimit: { policy: '"monthly";q=10000;w=2592000', limit: '"monthly";r=0;t=1' },
    }),
    ...(code === "rate_limited" && {
      violatedPolicies: ["per-minute"],
      retryAfterSec: 41,
      rateLimit: { policy: '"per-minute";q=60;w=60', limit: '"per-minute";r=0;t=41' },
    }),
    ...(code === "method_not_allowed" && { allow: ["GET", "POST"] }),
    // The sample's quota is not followed by credits.
    actionsOffered: actions
      .filter((rel) => rel !== "top_up" || inCredits)
      .map((rel) => ({
        rel,
        ...((rel === "upgrade" || rel === "subscribe") && {
          offer: { kind: "plan" as const, id: "pln_01M1PR04V6X8Z0B2D4F6H8K0M2" },
          price: { amountMinor: 4_900, currency: "EUR" },
        }),
      })),
  };
}
