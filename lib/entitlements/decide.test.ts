import { describe, expect, it } from "vitest";
import { decide } from "@/lib/entitlements/decide";
import type { JudgedCall } from "@/lib/entitlements/judged";
import {
  after,
  anyKey,
  before,
  budgeted,
  call,
  catalog,
  credits,
  day,
  elsewhere,
  exception,
  held,
  lots,
  minute,
  now,
  paused,
  prepaid,
  scoped,
  spent,
  standing,
  subscription,
  suspended,
  testKey,
} from "@/lib/entitlements/testing/judged-samples";
import type { Standing } from "@/lib/entitlements/types";

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
});
