import { describe, expect, it } from "vitest";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import type { Feature, MeterTerms, PlanVersion } from "@/lib/catalog/types";
import { decide } from "@/lib/entitlements/decide";
import { foreseeLedger } from "@/lib/entitlements/foresee-ledger";
import type { JudgedCall } from "@/lib/entitlements/judged";
import type { LedgerSaid } from "@/lib/entitlements/spend";
import type { Standing } from "@/lib/entitlements/types";

const now = new Date("2026-11-20T12:00:00Z");
const before = new Date("2026-11-01T00:00:00Z");
const after = new Date("2026-12-01T00:00:00Z");

const feature = (id: string, kind: Feature["kind"], contactSales = false): Feature => ({
  id,
  slug: id,
  name: id,
  nameDe: null,
  kind,
  unit: "call",
  unitPlural: "calls",
  contactSales,
});
const terms = (over: Partial<MeterTerms>): MeterTerms => ({
  period: "anniversary",
  creditMicroPerUnit: null,
  overage: "none",
  overageRateE12: null,
  ...over,
});
const version = (
  id: string,
  limits: PlanVersion["limits"],
  onSale: boolean,
  ratePerMinute: number | null = null,
  meters: PlanVersion["meters"] = {},
) => ({
  id,
  planId: `pln_${id}`,
  planName: id,
  planSlug: id,
  number: 1,
  hidden: false,
  price: { amountMinor: id === "pro" ? 4900 : 900, currency: "EUR" },
  interval: "month" as const,
  ratePerMinute,
  limits,
  meters,
  onSale,
});
const catalog = indexCatalog({
  apis: [],
  routes: [],
  features: [
    feature("reports", "meter"),
    feature("search", "meter"),
    feature("rare", "meter", true),
    feature("export", "switch"),
    feature("sso", "switch", true),
    feature("legacy", "switch"),
    feature("seats", "limit"),
    feature("maps", "meter"),
    feature("alerts", "meter"),
    feature("exports", "meter"),
  ],
  planVersions: [
    version("starter", { reports: 10, search: 100, rare: 5, seats: 1 }, true, 60),
    version("pro", { reports: 1000, search: null, export: null, rare: 5 }, true),
    version("old", { reports: 10, search: 2000, legacy: null }, false),
    // Not on sale: 100 maps a day, then credits; alerts for credits alone; exports without quota, billed later.
    version("prepaid", { maps: 100, alerts: 0, exports: 0, reports: 10 }, false, null, {
      maps: terms({ period: "day", creditMicroPerUnit: 2_000_000 }),
      alerts: terms({ creditMicroPerUnit: 500_000 }),
      exports: terms({ overage: "postpaid" }),
      reports: terms({ creditMicroPerUnit: 1_000_000, overage: "postpaid" }),
    }),
  ],
});

const subscription = (over: Partial<NonNullable<Standing["subscription"]>> = {}): Standing["subscription"] => ({
  id: "sub_1",
  planVersionId: "starter",
  status: "active",
  reason: null,
  source: "manual",
  anchor: before,
  startedAt: before,
  endsAt: null,
  after: null,
  overdue: null,
  clockOffsetSeconds: 0,
  ...over,
});
const standing = (over: Partial<Standing> = {}): Standing => ({
  tenant: { id: "tnt_1", name: "Acme", status: "active", suspendedAt: null, locale: null, timeZone: "UTC" },
  subscription: subscription(),
  exceptions: [],
  creditLots: [],
  ...over,
});
const exception = (over: Partial<Standing["exceptions"][number]>): Standing["exceptions"][number] => ({
  id: "exc_1",
  kind: "extra_units",
  featureId: "reports",
  units: 5,
  startsAt: before,
  endsAt: after,
  ...over,
});
const anyKey: JudgedCall["key"] = { mode: "live", paused: false, scopes: [], addressAllowed: true, budgets: [] };
const route = (over: Partial<JudgedCall["route"]>): JudgedCall["route"] => ({
  featureId: "reports",
  costUnits: 1,
  costHeader: null,
  minCostUnits: 0,
  scope: null,
  ...over,
});
const call = (featureId: string | null, over: Partial<JudgedCall> = {}, costUnits = 1): JudgedCall => ({
  key: anyKey,
  route: route({ featureId, costUnits }),
  rate: null,
  ledger: null,
  ...over,
});
const suspended: Standing["tenant"] = { ...standing().tenant, status: "suspended", suspendedAt: before };
const paused = { ...anyKey, paused: true };
const elsewhere = { ...anyKey, addressAllowed: false };
const scoped = route({ scope: "reports" });
const spent = (limit: number, used: number): { ledger: LedgerSaid } => ({
  ledger: { kind: "exhausted", quota: { limit, used, held: 0 }, credits: null },
});
const credits = (leftMicro: number, neededMicro: number, quota: { limit: number; used: number } | null = null) => ({
  ledger: {
    kind: "exhausted",
    quota: quota && { ...quota, held: 0 },
    credits: { leftMicro, neededMicro },
  } as LedgerSaid,
});
const held = (by: "quota" | "credits" | "overage"): { ledger: LedgerSaid } => ({
  ledger: { kind: "held", by, limit: 10, used: 7, heldUnits: 3 },
});
const lots: Standing["creditLots"] = [{ id: "lot_1", accountId: "acc_1", expiresAt: null, priority: 100 }];
const prepaid = (over: Partial<Standing> = {}) =>
  standing({ subscription: subscription({ planVersionId: "prepaid" }), ...over });
const testKey = { ...anyKey, mode: "test" as const };
const budgeted = {
  ...anyKey,
  budgets: [
    { featureId: "reports", units: 5, period: "day" as const },
    { featureId: "maps", units: 7, period: "calendar_month" as const },
  ],
};
const day = { start: new Date("2026-11-20T00:00:00Z"), end: new Date("2026-11-21T00:00:00Z") };
const month = { start: before, end: after };
const minute = (used: number) => ({ used, resetsAt: new Date("2026-11-20T12:01:00Z") });

type Row = [guarantee: string, standing: Standing, call: JudgedCall, wanted: string];
const rows: Row[] = [
  // subscription gate
  ["no subscription asks for one", standing({ subscription: null }), call("reports"), "subscription_required"],
  ["no subscription closes free routes too", standing({ subscription: null }), call(null), "subscription_required"],
  ["an active subscription passes", standing(), call("reports"), "passed"],
  [
    "a trial that runs passes",
    standing({ subscription: subscription({ status: "trialing", endsAt: after }) }),
    call("reports"),
    "passed",
  ],
  [
    "a trial that is over says so",
    standing({ subscription: subscription({ status: "trialing", endsAt: before }) }),
    call("reports"),
    "trial_expired",
  ],
  [
    "a term that is over has expired",
    standing({ subscription: subscription({ endsAt: before }) }),
    call("reports"),
    "subscription_expired",
  ],
  [
    "a term ends at its end, not after it",
    standing({ subscription: subscription({ endsAt: now }) }),
    call("reports"),
    "subscription_expired",
  ],
  [
    "an ended subscription has expired",
    standing({ subscription: subscription({ status: "ended" }) }),
    call("reports"),
    "subscription_expired",
  ],
  [
    "a paused subscription is paused",
    standing({ subscription: subscription({ status: "paused" }) }),
    call("reports"),
    "subscription_paused",
  ],
  [
    "an access exception opens an ended subscription",
    standing({
      subscription: subscription({ status: "ended" }),
      exceptions: [exception({ kind: "access_until", featureId: null, units: null })],
    }),
    call("reports"),
    "passed",
  ],
  [
    "an access exception that is over opens nothing",
    standing({
      subscription: subscription({ status: "ended" }),
      exceptions: [exception({ kind: "access_until", featureId: null, units: null, endsAt: now })],
    }),
    call("reports"),
    "subscription_expired",
  ],
  [
    "an access exception that has not begun opens nothing",
    standing({
      subscription: null,
      exceptions: [exception({ kind: "access_until", featureId: null, units: null, startsAt: after })],
    }),
    call("reports"),
    "subscription_required",
  ],
  [
    "access without a subscription includes no feature",
    standing({ subscription: null, exceptions: [exception({ kind: "access_until", featureId: null, units: null })] }),
    call("reports"),
    "feature_not_in_plan",
  ],
  // feature gate
  ["a route without a feature is free", standing(), call(null), "passed"],
  ["a switch that another plan has is worth paying for", standing(), call("export"), "feature_not_in_plan"],
  ["a switch that only people sell is worth paying for", standing(), call("sso"), "feature_not_in_plan"],
  ["a switch that nothing on sale has is not available", standing(), call("legacy"), "feature_unavailable"],
  [
    "a switch by exception passes",
    standing({ exceptions: [exception({ kind: "feature_access", featureId: "legacy", units: null })] }),
    call("legacy"),
    "passed",
  ],
  [
    "a plan that is no longer sold keeps its features",
    standing({ subscription: subscription({ planVersionId: "old" }) }),
    call("legacy"),
    "passed",
  ],
  ["a limit is not judged by the call", standing(), call("seats"), "passed"],
  // quota gate
  ["a used-up quota asks for a bigger plan", standing(), call("reports", spent(10, 10)), "quota_exhausted"],
  ["a call that costs more than the rest is refused", standing(), call("reports", spent(10, 8), 3), "quota_exhausted"],
  [
    "a quota that nothing on sale extends is a period limit",
    standing({ subscription: subscription({ planVersionId: "pro" }) }),
    call("reports", spent(1000, 1000)),
    "period_limit_reached",
  ],
  [
    "a smaller plan on sale is no way out",
    standing({ subscription: subscription({ planVersionId: "old" }) }),
    call("reports", spent(1000, 1000)),
    "period_limit_reached",
  ],
  ["people who sell more are a way out", standing(), call("rare", spent(5, 5)), "quota_exhausted"],
  [
    "the plan that is held is no way out of its own quota",
    prepaid(),
    call("maps", { key: testKey, ...spent(100, 100) }),
    "period_limit_reached",
  ],
  ["units that running calls hold are waited for", standing(), call("reports", held("quota")), "quota_hold_full"],
  ["so are those of a use that is billed later", prepaid(), call("exports", held("overage")), "quota_hold_full"],
  [
    "and credits that running calls hold",
    prepaid({ creditLots: lots }),
    call("maps", held("credits")),
    "credit_hold_full",
  ],
  // credits
  ["credits pay when the quota is used up", prepaid({ creditLots: lots }), call("maps"), "passed"],
  [
    "quota and credits both used up is a used-up quota",
    prepaid({ creditLots: lots }),
    call("maps", credits(0, 2_000_000, { limit: 100, used: 100 })),
    "quota_exhausted",
  ],
  [
    "a quota that credits could extend is worth paying for",
    prepaid(),
    call("maps", spent(100, 100)),
    "quota_exhausted",
  ],
  ["what only credits pay for asks for credits", prepaid(), call("alerts"), "credits_exhausted"],
  [
    "lots that are over pay for nothing",
    prepaid({ creditLots: lots.map((lot) => ({ ...lot, expiresAt: now })) }),
    call("alerts"),
    "credits_exhausted",
  ],
  [
    "a balance of nothing is exhausted",
    prepaid({ creditLots: lots }),
    call("alerts", credits(0, 500_000)),
    "credits_exhausted",
  ],
  ["a debt is exhausted", prepaid({ creditLots: lots }), call("alerts", credits(-1, 500_000)), "credits_exhausted"],
  [
    "a balance below the cost is insufficient",
    prepaid({ creditLots: lots }),
    call("alerts", credits(499_999, 500_000)),
    "credits_insufficient",
  ],
  [
    "a test key does not spend credits, and money does not change that",
    prepaid({ creditLots: lots }),
    call("alerts", { key: testKey }),
    "permission_denied",
  ],
  ["a test key has the quota of its own", prepaid(), call("maps", { key: testKey }), "passed"],
  [
    "extra units are a quota where credits alone were sold",
    prepaid({ exceptions: [exception({ featureId: "alerts" })] }),
    call("alerts", { key: testKey }),
    "passed",
  ],
  // overage
  ["use that is billed later passes without a quota", prepaid(), call("exports"), "passed"],
  // budgets
  [
    "a key's spent budget is its own matter, whatever else is left",
    standing(),
    call("reports", { key: budgeted, ledger: { kind: "capped", limit: 5, used: 5, resetsAt: day.end } }),
    "key_budget_reached",
  ],
  // doubt
  [
    "a plan that could not be read is nobody's debt",
    standing({ subscription: subscription({ planVersionId: "broken" }) }),
    call("reports"),
    "entitlement_unavailable",
  ],
  ["a feature that could not be read is not free", standing(), call("broken"), "entitlement_unavailable"],
  ["a call that costs nothing passes an empty quota", standing(), call("reports", spent(10, 10), 0), "passed"],
  // policy and rate come first
  [
    "suspension comes before everything else",
    standing({ tenant: suspended, subscription: null }),
    call("reports", { key: paused }),
    "account_suspended",
  ],
  [
    "a paused key comes before its network",
    standing(),
    call("reports", { key: { ...elsewhere, paused: true } }),
    "permission_denied",
  ],
  [
    "the network comes before the scope",
    standing(),
    call("reports", { key: elsewhere, route: scoped }),
    "ip_not_allowed",
  ],
  [
    "a missing scope comes before money",
    standing({ subscription: null }),
    call("reports", { route: scoped }),
    "permission_denied",
  ],
  [
    "a scope that the key has passes",
    standing(),
    call("reports", { key: { ...anyKey, scopes: ["reports"] }, route: scoped }),
    "passed",
  ],
  [
    "the rate comes before money",
    standing({ subscription: subscription({ status: "paused" }) }),
    call("reports", { rate: minute(60) }),
    "rate_limited",
  ],
  ["the last call of a minute passes", standing(), call("reports", { rate: minute(59) }), "passed"],
  [
    "a plan without a rate has none",
    standing({ subscription: subscription({ planVersionId: "pro" }) }),
    call("reports", { rate: minute(1e6) }),
    "passed",
  ],
];

describe("decide", () => {
  it.each(rows)("%s", (_, standing, call, wanted) => {
    const decision = decide(standing, call, catalog, now);
    expect(decision.allowed ? "passed" : decision.code).toBe(wanted);
  });

  it("asks every gate in order, and none after the one that refused", () => {
    const decision = decide(standing(), call("export"), catalog, now);
    expect(decision.allowed ? [] : decision.gates.map(({ gate, result }) => `${gate} ${result}`)).toEqual([
      "key passed",
      "policy passed",
      "rate passed",
      "subscription passed",
      "feature refused",
      "quota not_reached",
    ]);
  });

  it("says what the failing gate saw", () => {
    const decision = decide(standing(), call("reports", spent(10, 8), 3), catalog, now);
    expect(decision.allowed ? null : decision.gates.at(-1)).toEqual({
      gate: "quota",
      result: "refused",
      limit: 10,
      used: 8,
      asked: 3,
      resetsAt: "2026-12-01T00:00:00.000Z",
    });
  });

  it("names a missing feature beside an expired subscription, and the plans that have it", () => {
    const decision = decide(
      standing({ subscription: subscription({ status: "ended" }) }),
      call("export"),
      catalog,
      now,
    );
    expect(decision).toMatchObject({ code: "subscription_expired", reasons: ["feature_not_in_plan"] });
    expect(decision.allowed ? [] : decision.waysOut.map(({ id }) => id)).toEqual(["pro"]);
  });

  it("keeps extra units when it looks for a plan that is big enough", () => {
    const extra = standing({
      subscription: subscription({ planVersionId: "pro" }),
      exceptions: [exception({ units: 5 })],
    });
    const decision = decide(extra, call("reports", spent(1005, 1005)), catalog, now);
    expect(decision.allowed ? "" : decision.code).toBe("period_limit_reached");
  });

  it("asks for units of the period that contains now", () => {
    const decision = decide(
      standing({ subscription: subscription({ anchor: new Date("2026-01-31T10:00:00Z") }) }),
      call("reports"),
      catalog,
      now,
    );
    const period = { start: new Date("2026-10-31T10:00:00Z"), end: new Date("2026-11-30T10:00:00Z") };
    expect(decision.allowed && decision.spend).toEqual({
      featureId: "reports",
      units: 1,
      isFixed: true,
      minUnits: 1,
      budget: null,
      sources: [{ kind: "quota", period, units: 10 }],
      clockOffsetSeconds: 0,
    });
  });

  it("tells a cost that the upstream reports from a fixed one, and never a least above the most", () => {
    const told = { costHeader: "x-cost", costUnits: 5, minCostUnits: 9 };
    const decision = decide(standing(), call("reports", { route: route(told) }), catalog, now);
    expect(decision.allowed && decision.spend).toMatchObject({ units: 5, isFixed: false, minUnits: 5 });
  });

  it("names the credits beside a used-up quota, and adding some among the ways out", () => {
    const decision = decide(
      prepaid({ creditLots: lots }),
      call("maps", credits(1, 2_000_000, { limit: 100, used: 100 })),
      catalog,
      now,
    );
    expect(decision).toMatchObject({
      code: "quota_exhausted",
      reasons: ["credits_insufficient"],
      takesCredits: true,
      period: day,
    });
  });

  it("shows the budget that stopped a key at the policy gate, before rate and money", () => {
    const ledger = { kind: "capped", limit: 5, used: 4, resetsAt: day.end } as const;
    const decision = decide(standing(), call("reports", { key: budgeted, ledger }, 2), catalog, now);
    expect(decision.allowed ? [] : decision.gates.slice(0, 3)).toEqual([
      { gate: "key", result: "passed" },
      {
        gate: "policy",
        result: "refused",
        state: "key_budget",
        limit: 5,
        used: 4,
        asked: 2,
        resetsAt: "2026-11-21T00:00:00.000Z",
      },
      { gate: "rate", result: "not_reached" },
    ]);
  });
});

describe("what a call may draw on", () => {
  const quota = (units: number | null, period = month) => ({ kind: "quota", period, units });
  const paid = (microPerUnit: number) => ({ kind: "credits", lots, microPerUnit });
  const later = { kind: "overage", period: month };
  it.each<[title: string, standing: Standing, call: JudgedCall, sources: object[]]>([
    ["the plan's quota", standing(), call("reports"), [quota(10)]],
    [
      "a quota without limit, and nothing behind it",
      prepaid({
        exceptions: [exception({ featureId: "maps", kind: "feature_access", units: null })],
        creditLots: lots,
      }),
      call("maps"),
      [quota(null, day)],
    ],
    [
      "quota, credits, overage, in this order",
      prepaid({ creditLots: lots }),
      call("reports"),
      [quota(10), paid(1_000_000), later],
    ],
    ["no credits where there are none", prepaid(), call("reports"), [quota(10), later]],
    ["no credits for a test key", prepaid({ creditLots: lots }), call("reports", { key: testKey }), [quota(10), later]],
    ["no quota of nothing before credits", prepaid({ creditLots: lots }), call("alerts"), [paid(500_000)]],
    ["no quota of nothing before a later bill", prepaid(), call("exports"), [later]],
    ["a quota by the plan's own period", prepaid(), call("maps"), [quota(100, day)]],
    [
      "a quota of nothing where nothing else is sold",
      standing({ exceptions: [exception({ featureId: "maps", kind: "feature_access", units: 0 })] }),
      call("maps"),
      [quota(0)],
    ],
  ])("%s", (_title, standing, call, sources) => {
    const decision = decide(standing, call, catalog, now);
    expect(decision.allowed && decision.spend?.sources).toEqual(sources);
  });

  it("and within the budget of its key for that feature, by the budget's own window", () => {
    const budgetOf = (featureId: string, standing: Standing) => {
      const decision = decide(standing, call(featureId, { key: budgeted }), catalog, now);
      return decision.allowed ? decision.spend?.budget : undefined;
    };
    expect(budgetOf("reports", prepaid())).toEqual({ units: 5, period: day });
    expect(budgetOf("maps", prepaid())).toEqual({ units: 7, period: month });
    expect(budgetOf("exports", prepaid())).toBeNull();
  });

  it("periods begin by the tenant's own wall clock", () => {
    const berlin = prepaid({ tenant: { ...standing().tenant, timeZone: "Europe/Berlin" } });
    const decision = decide(berlin, call("maps"), catalog, now);
    expect(decision.allowed && decision.spend?.sources[0]).toMatchObject({
      period: { start: new Date("2026-11-19T23:00:00Z"), end: new Date("2026-11-20T23:00:00Z") },
    });
  });
});

describe("what the ledger would say", () => {
  const spendOf = (standing: Standing, featureId: string, costUnits = 1) => {
    const decision = decide(standing, call(featureId, {}, costUnits), catalog, now);
    if (!decision.allowed || !decision.spend) throw new Error("This call takes units.");
    return decision.spend;
  };
  it.each<
    [
      title: string,
      standing: Standing,
      featureId: string,
      cost: number,
      used: number,
      creditMicro: number,
      said: object | null,
    ]
  >([
    ["the last unit is granted", standing(), "reports", 1, 9, 0, null],
    ["a unit more is not", standing(), "reports", 2, 9, 0, { quota: { limit: 10, used: 9, held: 0 }, credits: null }],
    ["credits grant what the quota does not", prepaid({ creditLots: lots }), "maps", 1, 10, 2_000_000, null],
    [
      "a micro-credit too few does not",
      prepaid({ creditLots: lots }),
      "maps",
      1,
      10,
      1_999_999,
      { quota: { limit: 10, used: 10, held: 0 }, credits: { leftMicro: 1_999_999, neededMicro: 2_000_000 } },
    ],
    ["what is billed later is always granted", prepaid(), "reports", 1, 10, 0, null],
    [
      "credits alone have no quota",
      prepaid({ creditLots: lots }),
      "alerts",
      1,
      10,
      1,
      { quota: null, credits: { leftMicro: 1, neededMicro: 500_000 } },
    ],
  ])("%s", (_title, standing, featureId, cost, used, creditMicro, said) => {
    const wanted = said && { kind: "exhausted", ...said };
    expect(foreseeLedger(spendOf(standing, featureId, cost), { quota: { limit: 10, used }, creditMicro })).toEqual(
      wanted,
    );
  });
});
