import { describe, expect, it } from "vitest";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import type { Feature, MeterTerms, PlanVersion } from "@/lib/catalog/types";
import { decide } from "@/lib/entitlements/decide";
import type { LedgerSaid } from "@/lib/entitlements/spend";
import type { Standing } from "@/lib/entitlements/types";
import { explainUnits } from "@/lib/gateway/explain-units";
import { sayCode } from "@/lib/messages/say-code";

const now = new Date("2026-11-20T12:00:00Z");
const feature: Feature = {
  id: "fea_1",
  slug: "reports",
  name: "Reports",
  nameDe: "Berichte",
  kind: "meter",
  unit: "page",
  unitPlural: "pages",
  contactSales: false,
};
const plan = (id: string, units: number, terms: Partial<MeterTerms>, onSale: boolean): PlanVersion => ({
  id,
  planId: `pln_${id}`,
  planName: id,
  planSlug: id,
  number: 1,
  hidden: false,
  price: { amountMinor: 100, currency: "EUR" },
  interval: "month",
  ratePerMinute: null,
  limits: { fea_1: units },
  meters: {
    fea_1: { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null, ...terms },
  },
  onSale,
});
const catalog = indexCatalog({
  apis: [],
  routes: [],
  features: [feature],
  planVersions: [
    plan("monthly", 10, {}, false),
    plan("daily", 10, { period: "day" }, false),
    plan("mixed", 10, { creditMicroPerUnit: 250_000 }, false),
    plan("prepaid", 0, { creditMicroPerUnit: 250_000 }, false),
    plan("large", 1_000, {}, true),
  ],
});
const standing = (planVersionId: string): Standing => ({
  tenant: { id: "tnt_1", name: "Acme", status: "active", suspendedAt: null, locale: null, timeZone: "UTC" },
  subscription: {
    id: "sub_1",
    planVersionId,
    status: "active",
    reason: null,
    source: "manual",
    anchor: new Date("2026-11-01T00:00:00Z"),
    startedAt: now,
    endsAt: null,
    after: null,
    overdue: null,
    clockOffsetSeconds: 0,
  },
  exceptions: [],
  creditLots: [],
});

/** What a caller on a plan is told after the ledger said this about a call of `costUnits`. */
function told(planVersionId: string, ledger: LedgerSaid | null, costUnits = 1, timeZone = "UTC") {
  const key = { mode: "live" as const, paused: false, scopes: [], addressAllowed: true, budgets: [] };
  const route = { featureId: "fea_1", costUnits, costHeader: null, minCostUnits: 0, scope: null };
  const held = standing(planVersionId);
  const home = { ...held, tenant: { ...held.tenant, timeZone } };
  const decision = decide(home, { key, route, rate: null, ledger }, catalog, now);
  if (decision.allowed) throw new Error("This call is refused.");
  const explained = explainUnits(decision, now, timeZone);
  const sentence = sayCode(decision.code, explained.variant ?? "default", explained.params ?? {}, "en");
  return { ...explained, code: decision.code, sentence };
}
const spent = (used: number, held = 0): LedgerSaid => ({
  kind: "exhausted",
  quota: { limit: 10, used, held },
  credits: null,
});

describe("a call whose units could not be had is told", () => {
  it("that the quota is used up, until when, and by which policy", () => {
    expect(told("monthly", spent(10))).toMatchObject({
      code: "quota_exhausted",
      sentence: "Reports: all 10 pages of this period are used. The quota resets on December 1, 2026 at 00:00 UTC.",
      details: {
        feature: "reports",
        policy: "monthly",
        requested: 1,
        resetsAt: "2026-12-01T00:00:00Z",
        overage: "none",
      },
      violatedPolicies: ["monthly"],
      rateLimit: { policy: '"monthly";q=10;w=2592000;qu="faregate-page"', limit: '"monthly";r=0;t=907200' },
      usageRemaining: { unit: "page", limit: 10, used: 10, remaining: 0 },
    });
  });

  it("that a day's quota is a policy of its own name and window", () => {
    expect(told("daily", spent(8), 3)).toMatchObject({
      sentence: "Reports: this call needs 3 pages; 2 of 10 are left until November 21, 2026 at 00:00 UTC.",
      details: { policy: "daily" },
      violatedPolicies: ["daily"],
      rateLimit: { policy: '"daily";q=10;w=86400;qu="faregate-page"', limit: '"daily";r=0;t=43200' },
    });
  });

  it("when the quota starts again by the tenant's own clock, and by which instant for programs", () => {
    expect(told("daily", spent(10), 1, "Europe/Berlin")).toMatchObject({
      sentence:
        "Reports: all 10 pages of this period are used. The quota resets on November 21, 2026 at 00:00 (Europe/Berlin).",
      details: { resetsAt: "2026-11-20T23:00:00Z" },
      rateLimit: { limit: '"daily";r=0;t=39600' },
    });
  });

  it("how much of the quota only a lost gateway could give back", () => {
    expect(told("monthly", spent(10, 4)).details).toMatchObject({ held: 4 });
    expect(told("monthly", spent(10)).details).not.toHaveProperty("held");
  });

  it("that credits would have followed the quota", () => {
    expect(told("mixed", spent(10)).details).toMatchObject({ overage: "credits" });
  });

  it("what the call costs in credits and what is left of them", () => {
    const credits = { leftMicro: 1_100_000, neededMicro: 1_250_000 };
    expect(told("prepaid", { kind: "exhausted", quota: null, credits }, 5)).toMatchObject({
      code: "credits_insufficient",
      sentence: "This call needs 1.25 credits; the balance is 1.10.",
      details: { feature: "reports", required: "1.25", balance: "1.10", missing: "0.15", autoTopUp: { state: "off" } },
      usageRemaining: { unit: "credit", remaining: "1.10" },
    });
    const none = told("prepaid", null, 5);
    expect(none).toMatchObject({
      code: "credits_exhausted",
      details: { required: "1.25", balance: "0.00" },
      usageRemaining: { unit: "credit", remaining: "0.00" },
    });
    expect(none).not.toHaveProperty("rateLimit");
    expect(none.details).not.toHaveProperty("missing");
  });

  it("a debt as one, and a cost beyond all counting as a number", () => {
    const debt = { leftMicro: -500_000, neededMicro: 2 ** 60 };
    expect(told("prepaid", { kind: "exhausted", quota: null, credits: debt }).details).toMatchObject({
      balance: "-0.50",
      required: "9007199254.740991",
    });
  });

  it("to come back in a second when running calls hold the rest", () => {
    expect(told("monthly", { kind: "held", by: "quota", limit: 10, used: 10, heldUnits: 3 })).toMatchObject({
      code: "quota_hold_full",
      sentence: "Reports: the rest of the quota is reserved by calls that are still running.",
      details: { feature: "reports", policy: "monthly", held: 3 },
      retryAfterSec: 1,
      violatedPolicies: ["monthly"],
      rateLimit: { limit: '"monthly";r=0;t=1' },
    });
    const credits = told("prepaid", { kind: "held", by: "credits", limit: 9e6, used: 8.5e6, heldUnits: 2e6 });
    expect(credits).toMatchObject({
      code: "credit_hold_full",
      details: { feature: "reports", held: "2.00", balance: "2.50" },
      retryAfterSec: 1,
    });
    expect(credits).not.toHaveProperty("rateLimit");
  });

  it("that use which is billed later has no policy to name, even when it must wait", () => {
    const held = told("monthly", { kind: "held", by: "overage", limit: null, used: 0, heldUnits: 1 });
    expect(held).toMatchObject({ code: "quota_hold_full", retryAfterSec: 1 });
    expect(held).not.toHaveProperty("rateLimit");
  });

  it("which budget of its key is spent, and until when", () => {
    const capped = { kind: "capped", limit: 5, used: 5, resetsAt: new Date("2026-11-21T00:00:00Z") } as const;
    expect(told("monthly", capped)).toMatchObject({
      code: "key_budget_reached",
      sentence: "The budget of this key is used up. It starts again on November 21, 2026 at 00:00 UTC.",
      details: { limit: 5, used: 5, requested: 1, unit: "page", resetsAt: "2026-11-21T00:00:00Z" },
    });
    expect(told("monthly", { ...capped, used: 4 }, 2).sentence).toBe(
      "This call needs 2 pages; 1 of this key's budget is left until November 21, 2026 at 00:00 UTC.",
    );
  });
});
