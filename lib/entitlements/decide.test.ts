import { describe, expect, it } from "vitest";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import type { Feature, PlanVersion } from "@/lib/catalog/types";
import { decide, type JudgedCall } from "@/lib/entitlements/decide";
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
const version = (id: string, limits: PlanVersion["limits"], onSale: boolean, ratePerMinute: number | null = null) => ({
  id,
  planId: `pln_${id}`,
  planName: id,
  planSlug: id,
  number: 1,
  hidden: false,
  price: { amountMinor: id === "pro" ? 4900 : 900, currency: "EUR" },
  ratePerMinute,
  limits,
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
  ],
  planVersions: [
    version("starter", { reports: 10, search: 100, rare: 5, seats: 1 }, true, 60),
    version("pro", { reports: 1000, search: null, export: null, rare: 5 }, true),
    version("old", { reports: 10, search: 2000, legacy: null }, false),
  ],
});

const subscription = (over: Partial<NonNullable<Standing["subscription"]>> = {}): Standing["subscription"] => ({
  id: "sub_1",
  planVersionId: "starter",
  status: "active",
  anchor: before,
  startedAt: before,
  endsAt: null,
  ...over,
});
const standing = (over: Partial<Standing> = {}): Standing => ({
  tenant: { id: "tnt_1", name: "Acme", status: "active", suspendedAt: null, locale: null },
  subscription: subscription(),
  exceptions: [],
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
const call = (featureId: string | null, over: Partial<JudgedCall> = {}, costUnits = 1): JudgedCall => ({
  key: { paused: false, scopes: [], addressAllowed: true },
  route: { featureId, costUnits, scope: null },
  rate: null,
  quota: null,
  ...over,
});
const suspended: Standing["tenant"] = { ...standing().tenant, status: "suspended", suspendedAt: before };
const paused = { paused: true, scopes: [], addressAllowed: true };
const elsewhere = { paused: false, scopes: [], addressAllowed: false };
const scoped = { featureId: "reports", costUnits: 1, scope: "reports" };
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
  ["the last unit passes", standing(), call("reports", { quota: { limit: 10, used: 9 } }), "passed"],
  [
    "a used-up quota asks for a bigger plan",
    standing(),
    call("reports", { quota: { limit: 10, used: 10 } }),
    "quota_exhausted",
  ],
  [
    "a call that costs more than the rest is refused",
    standing(),
    call("reports", { quota: { limit: 10, used: 8 } }, 3),
    "quota_exhausted",
  ],
  [
    "a quota that nothing on sale extends is a period limit",
    standing({ subscription: subscription({ planVersionId: "pro" }) }),
    call("reports", { quota: { limit: 1000, used: 1000 } }),
    "period_limit_reached",
  ],
  [
    "a smaller plan on sale is no way out",
    standing({ subscription: subscription({ planVersionId: "old" }) }),
    call("reports", { quota: { limit: 1000, used: 1000 } }),
    "period_limit_reached",
  ],
  ["people who sell more are a way out", standing(), call("rare", { quota: { limit: 5, used: 5 } }), "quota_exhausted"],
  [
    "no limit is never used up",
    standing({ subscription: subscription({ planVersionId: "pro" }) }),
    call("search", { quota: { limit: null, used: 1e9 } }),
    "passed",
  ],
  [
    "a call that costs nothing passes an empty quota",
    standing(),
    call("reports", { quota: { limit: 10, used: 10 } }, 0),
    "passed",
  ],
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
    call("reports", { key: { ...paused, paused: false, scopes: ["reports"] }, route: scoped }),
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
    expect(decision.gates.map(({ gate, result }) => `${gate} ${result}`)).toEqual([
      "key passed",
      "policy passed",
      "rate passed",
      "subscription passed",
      "feature refused",
      "quota not_reached",
    ]);
  });

  it("says what the failing gate saw", () => {
    const decision = decide(standing(), call("reports", { quota: { limit: 10, used: 8 } }, 3), catalog, now);
    expect(decision.gates.at(-1)).toEqual({
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
    const decision = decide(extra, call("reports", { quota: { limit: 1005, used: 1005 } }), catalog, now);
    expect(decision.allowed ? "" : decision.code).toBe("period_limit_reached");
  });

  it("asks for units of the period that contains now", () => {
    const decision = decide(
      standing({ subscription: subscription({ anchor: new Date("2026-01-31T10:00:00Z") }) }),
      call("reports"),
      catalog,
      now,
    );
    expect(decision.allowed && decision.spend).toEqual({
      featureId: "reports",
      units: 1,
      period: { start: new Date("2026-10-31T10:00:00Z"), end: new Date("2026-11-30T10:00:00Z") },
    });
  });
});
