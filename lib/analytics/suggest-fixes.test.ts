import { describe, expect, it } from "vitest";
import type { Receipt } from "@/lib/analytics/receipt";
import { redactReceipt } from "@/lib/analytics/redact-receipt";
import { suggestFixes } from "@/lib/analytics/suggest-fixes";
import type { PublicPlan } from "@/lib/catalog/public-plan";
import type { Code } from "@/lib/errors";

const reports = {
  id: "fea_reports",
  slug: "reports",
  name: "Reports",
  nameDe: null,
  kind: "meter" as const,
  unit: "call",
  unitPlural: "calls",
};
const plain = { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null } as const;
const plan = (id: string, amountMinor: number, units: number | null | undefined): PublicPlan => ({
  id,
  slug: id,
  name: id,
  description: "",
  versionNumber: 1,
  price: { amountMinor, currency: "EUR" },
  ratePerMinute: null,
  interval: "month",
  trialDays: 0,
  trialNeedsCard: false,
  planVersionId: `plv_${id}`,
  features: units === undefined ? [] : [{ ...reports, ...plain, units }],
});
const plans = [
  plan("scale", 19_900, null),
  plan("pro", 4_900, 1_000),
  plan("starter", 900, 100),
  plan("none", 0, undefined),
];
const receipt = (code: Code, change: Partial<Receipt> = {}): Receipt => ({
  requestId: "req_01M7XNXRKG4T9B2V6C8D0E3F5H",
  decidedAt: new Date("2026-11-20T23:51:02Z"),
  mode: "live",
  status: 402,
  code,
  tenant: { id: "tnt_1", name: "Acme" },
  key: { id: "key_1", name: "nightly-import", hint: "fg_live_9fK2…7Hq2" },
  api: { slug: "geo", name: "Geo" },
  method: "GET",
  routePath: "/v1/reports/{id}",
  feature: { ...reports, contactSales: false },
  plan: { id: "starter", name: "Starter", versionNumber: 1 },
  gates: [
    { gate: "key", result: "passed" },
    { gate: "rate", result: "passed", limit: 60, used: 3 },
    { gate: "quota", result: "refused", limit: 100, used: 100, asked: 1, resetsAt: "2026-12-01T00:00:00.000Z" },
  ],
  reasons: [],
  details: {},
  limitUnits: 100,
  usedUnits: 100,
  askedUnits: 1,
  units: 0,
  upstreamStatus: null,
  totalMs: 3,
  weight: 1,
  ...change,
});
const told = (fixes: ReturnType<typeof suggestFixes>) =>
  fixes.map((fix) => (fix.kind === "plan" ? fix.plan.id : fix.kind));

describe("what would have passed", () => {
  it("for a used-up quota: the cheapest larger plans, then waiting", () => {
    expect(told(suggestFixes(receipt("quota_exhausted"), plans))).toEqual(["pro", "scale", "wait"]);
  });

  it("never offers a plan whose units would not have covered the call either", () => {
    const heavy = receipt("quota_exhausted", { usedUnits: 1_000, askedUnits: 5 });
    expect(told(suggestFixes(heavy, plans))).toEqual(["scale", "wait"]);
  });

  it("for a feature outside the plan: only plans that include it", () => {
    expect(told(suggestFixes(receipt("feature_not_in_plan"), plans))).toEqual(["starter", "pro"]);
  });

  it("for a missing subscription: the cheapest plans with the feature, and the operator when there is none", () => {
    expect(told(suggestFixes(receipt("subscription_required"), plans))).toEqual(["starter", "pro"]);
    expect(told(suggestFixes(receipt("subscription_required"), []))).toEqual(["contact"]);
  });

  it("for a late payment: paying the invoice, or talking to who bills by hand", () => {
    expect(told(suggestFixes(receipt("subscription_past_due"), plans))).toEqual(["invoice", "contact"]);
    expect(told(suggestFixes(receipt("subscription_past_due"), plans, { byCard: false }))).toEqual(["contact"]);
  });

  it("adds the operator where more can be had by talking", () => {
    const feature = { ...reports, contactSales: true };
    expect(told(suggestFixes(receipt("quota_exhausted", { feature }), [plan("pro", 4_900, 1_000)]))).toEqual([
      "pro",
      "wait",
      "contact",
    ]);
  });

  it("for spent credits: credits first, then plans that need none", () => {
    expect(told(suggestFixes(receipt("credits_exhausted", { usedUnits: null, gates: [] }), plans))).toEqual([
      "credits",
      "pro",
      "scale",
    ]);
  });

  it("for a quota that credits would have followed: also credits", () => {
    const both = receipt("quota_exhausted", { reasons: ["credits_exhausted"] });
    expect(told(suggestFixes(both, [plan("pro", 4_900, 1_000)]))).toEqual(["pro", "credits", "wait"]);
  });

  it("counts a plan whose further use is billed later as one that covers the call", () => {
    const later = plan("metered", 100, 10);
    const features = later.features.map((line) => ({ ...line, overage: "postpaid" as const }));
    expect(told(suggestFixes(receipt("quota_exhausted"), [{ ...later, features }]))).toEqual(["metered", "wait"]);
  });

  it.each([
    ["period_limit_reached", ["wait"]],
    ["key_budget_reached", ["wait", "key"]],
    ["permission_denied", ["key"]],
    ["ip_not_allowed", ["key"]],
    ["account_suspended", ["contact"]],
    ["entitlement_unavailable", []],
    ["upstream_error", []],
  ] as const)("for %s: %j", (code, expected) => {
    expect(told(suggestFixes(receipt(code), plans))).toEqual(expected);
  });
});

describe("a receipt for whoever holds the link", () => {
  const shown = redactReceipt(receipt("quota_exhausted", { upstreamStatus: 500 }));

  it("keeps every gate's result, and the numbers of the failing one alone", () => {
    expect(shown.gates.map(({ result }) => result)).toEqual(["passed", "passed", "refused"]);
    expect(shown.gates[1]).toEqual({ gate: "rate", result: "passed" });
    expect(shown.gates[2]).toMatchObject({ limit: 100, used: 100, asked: 1 });
  });

  it("shows the key by its hint, never by its name or id", () => {
    expect(JSON.stringify(shown)).not.toMatch(/nightly-import|key_1/);
    expect(shown.key?.hint).toBe("fg_live_9fK2…7Hq2");
  });
});
