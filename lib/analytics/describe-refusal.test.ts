import { describe, expect, it } from "vitest";
import { describeRefusal } from "@/lib/analytics/describe-refusal";
import type { Receipt } from "@/lib/analytics/receipt";
import type { Code } from "@/lib/errors";
import { sayCode } from "@/lib/messages/say-code";

const base: Receipt = {
  requestId: "req_01M7XNXRKG4T9B2V6C8D0E3F5H",
  decidedAt: new Date("2026-11-20T23:51:02Z"),
  mode: "live",
  status: 402,
  code: null,
  tenant: { id: "tnt_1", name: "Acme" },
  key: null,
  api: { slug: "geo", name: "Geo" },
  method: "GET",
  routePath: "/v1/reports/{id}",
  feature: {
    id: "fea_1",
    slug: "reports",
    name: "Reports",
    nameDe: "Berichte",
    kind: "meter",
    unit: "call",
    unitPlural: "calls",
    contactSales: false,
  },
  plan: { id: "pln_1", name: "Starter", versionNumber: 1 },
  gates: [{ gate: "quota", result: "refused", resetsAt: "2026-12-01T00:00:00.000Z" }],
  reasons: [],
  details: {},
  limitUnits: null,
  usedUnits: null,
  askedUnits: null,
  units: 0,
  upstreamStatus: null,
  totalMs: 1,
  weight: 1,
};
const say = (code: Code, change: Partial<Receipt> = {}, planNames: string[] = []) => {
  const { variant, params } = describeRefusal({ ...base, ...change, code }, planNames);
  return sayCode(code, variant, params, "en");
};

describe("the sentence of a receipt", () => {
  it.each<[string, Code, Partial<Receipt>, string, string[]?]>([
    [
      "a used-up quota",
      "quota_exhausted",
      { limitUnits: 100, usedUnits: 100, askedUnits: 1 },
      "Reports: all 100 calls of this period are used. The quota resets on December 1, 2026 at 00:00 UTC.",
    ],
    [
      "a call that needs more than is left",
      "quota_exhausted",
      { limitUnits: 100, usedUnits: 97, askedUnits: 5 },
      "Reports: this call needs 5 calls; 3 of 100 are left until December 1, 2026 at 00:00 UTC.",
    ],
    [
      "a payment that is too late",
      "subscription_past_due",
      {
        details: {
          invoice: {
            id: "inv_1",
            number: "ACME-0007",
            amountDue: { amount: "49.00", currency: "EUR" },
            dueAt: null,
          },
          graceEndedAt: "2026-11-20T00:00:00Z",
        },
      },
      "Invoice ACME-0007 (€49.00) is unpaid and the grace period ended on November 20, 2026 at 00:00 UTC. Calls resume once it is paid.",
    ],
    [
      "a late payment without a number yet",
      "subscription_past_due",
      {
        details: {
          invoice: { id: "inv_1", number: null, amountDue: { amount: "49.00", currency: "EUR" }, dueAt: null },
          graceEndedAt: "2026-11-20T00:00:00Z",
        },
      },
      "An invoice of €49.00 is unpaid and the grace period ended on November 20, 2026 at 00:00 UTC. Calls resume once it is paid.",
    ],
    [
      "a suspension that names no invoice",
      "subscription_past_due",
      { details: {} },
      "An invoice is unpaid and the grace period is over. Calls resume once it is paid.",
    ],
    [
      "spent credits",
      "credits_exhausted",
      { details: { balance: "0.00", required: "4.00" } },
      "The credit balance is 0.00. Add credits to continue.",
    ],
    [
      "too few credits",
      "credits_insufficient",
      { details: { balance: "1.25", required: "4.00" } },
      "This call needs 4.00 credits; the balance is 1.25.",
    ],
    [
      "a key's spent budget",
      "key_budget_reached",
      { limitUnits: 5, usedUnits: 5, askedUnits: 1 },
      "The budget of this key is used up. It starts again on December 1, 2026 at 00:00 UTC.",
    ],
    [
      "a key's budget that is too small for the call",
      "key_budget_reached",
      { limitUnits: 5, usedUnits: 4, askedUnits: 2 },
      "This call needs 2 calls; 1 of this key's budget is left until December 1, 2026 at 00:00 UTC.",
    ],
    [
      "units that running calls hold",
      "quota_hold_full",
      {},
      "Reports: the rest of the quota is reserved by calls that are still running.",
    ],
    [
      "a quota by the clock of its tenant",
      "quota_exhausted",
      { limitUnits: 1, usedUnits: 1, tenant: { id: "tnt_1", name: "Acme", timeZone: "Europe/Berlin" } },
      "Reports: the 1 call of this period is used. The quota resets on December 1, 2026 at 01:00 (Europe/Berlin).",
    ],
    ["a quota row without numbers", "quota_exhausted", { gates: [] }, "The included amount of this period is used up."],
    [
      "a feature with plans that have it",
      "feature_not_in_plan",
      {},
      "Reports is not part of Starter. Available in: Pro, Scale.",
      ["Pro", "Scale"],
    ],
    [
      "a feature that only the operator can add",
      "feature_not_in_plan",
      {},
      "Reports is not part of Starter. The operator can add it.",
    ],
    [
      "no subscription",
      "subscription_required",
      {},
      "Acme has no active subscription for Geo. Choose a plan to start.",
    ],
    [
      "an ended trial",
      "trial_expired",
      { details: { endedAt: "2026-11-15T00:00:00Z" } },
      "The trial of Starter ended on November 15, 2026 at 00:00 UTC. Subscribe to continue.",
    ],
    [
      "a missing scope",
      "permission_denied",
      { details: { reason: "scope", missingScope: "reports:read" } },
      "This key lacks the permission reports:read.",
    ],
    ["a rate, without the waiting time of then", "rate_limited", {}, "Too many requests in a short time."],
    [
      "a word that no variant knows",
      "permission_denied",
      { details: { reason: "toString" } },
      "This is not permitted.",
    ],
  ])("of %s", (_, code, change, expected, planNames) => {
    expect(say(code, change, planNames)).toBe(expected);
  });
});
