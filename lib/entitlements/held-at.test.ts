import { describe, expect, test } from "vitest";
import { indexCatalog } from "@/lib/catalog/index-catalog";
import type { PlanVersion } from "@/lib/catalog/types";
import { decide } from "@/lib/entitlements/decide";
import type { JudgedCall } from "@/lib/entitlements/judged";
import { periodOf } from "@/lib/entitlements/period-of";
import type { ClosedReason, Grant, Standing, SubscriptionState } from "@/lib/entitlements/types";
import { describeNotice } from "@/lib/gateway/describe-notice";
import { standingChangesAt } from "@/lib/gateway/standing-changes-at";
import type { PeriodKind } from "@/lib/period";

const now = new Date("2026-11-20T12:00:00Z");
const hourMs = 3_600_000;
const end = (hours: number) => new Date(now.getTime() + hours * hourMs);

const version = (id: string, units: number): PlanVersion => ({
  id,
  planId: `pln_${id}`,
  planName: id,
  planSlug: id,
  number: 1,
  hidden: false,
  price: { amountMinor: 900, currency: "EUR" },
  interval: "month",
  ratePerMinute: null,
  limits: { calls: units },
  meters: { calls: { period: "anniversary", creditMicroPerUnit: null, overage: "none", overageRateE12: null } },
  onSale: true,
});
const catalog = indexCatalog({
  apis: [],
  routes: [],
  features: [
    {
      id: "calls",
      slug: "calls",
      name: "Calls",
      nameDe: null,
      kind: "meter",
      unit: "call",
      unitPlural: "calls",
      contactSales: false,
    },
  ],
  planVersions: [version("paid", 100), version("free", 10)],
});
const key: JudgedCall["key"] = { mode: "live", paused: false, scopes: [], addressAllowed: true, budgets: [] };
const call: JudgedCall = {
  key,
  route: { featureId: "calls", costUnits: 1, costHeader: null, minCostUnits: 0, scope: null },
  rate: null,
  ledger: null,
};
const standing = (over: Partial<Grant>): Standing => ({
  tenant: { id: "tnt_1", name: "Acme", status: "active", suspendedAt: null, locale: null, timeZone: "UTC" },
  subscription: {
    id: "sub_1",
    planVersionId: "paid",
    status: "active",
    reason: null,
    source: "stripe",
    anchor: new Date("2026-11-01T00:00:00Z"),
    startedAt: new Date("2026-11-01T00:00:00Z"),
    endsAt: null,
    after: null,
    overdue: null,
    clockOffsetSeconds: 0,
    ...over,
  },
  exceptions: [],
  creditLots: [],
});

/** The quota that a call draws on (100: the paid plan's, 10: the free one's), or the code that it is refused with. */
function judge(over: Partial<Grant>): number | string {
  const decision = decide(standing(over), call, catalog, now);
  if (!decision.allowed) return decision.code;
  const [source] = decision.spend?.sources ?? [];
  return source?.kind === "quota" ? (source.units ?? Number.POSITIVE_INFINITY) : "no quota";
}

type Cell = [status: SubscriptionState, running: number | ClosedReason, alone: number | ClosedReason];
const cells: Cell[] = [
  ["trialing", 100, "trial_expired"],
  ["active", 100, "subscription_expired"],
  ["grace", 100, "subscription_past_due"],
  ["suspended", "subscription_past_due", "subscription_expired"],
  ["paused", "subscription_paused", "subscription_paused"],
  ["ended", "subscription_expired", "subscription_expired"],
];
const follows: [title: string, after: NonNullable<Grant["after"]>, wanted: number | ClosedReason][] = [
  ["the fallback plan", { status: "active", planVersionId: "free", reason: null }, 10],
  [
    "a suspension",
    { status: "suspended", planVersionId: "paid", reason: "subscription_past_due" },
    "subscription_past_due",
  ],
  ["the end of a trial", { status: "ended", planVersionId: "paid", reason: "trial_expired" }, "trial_expired"],
  ["an end without a word", { status: "ended", planVersionId: "paid", reason: null }, "subscription_expired"],
];

describe.each(cells)("a grant that is %s", (status, running, alone) => {
  test.each([0, 7_200, -7_200])("holds without an end, with a clock moved by %d s", (clockOffsetSeconds) => {
    expect(judge({ status, clockOffsetSeconds })).toBe(running);
  });
  test("holds until its end, and ends there, not after it", () => {
    expect(judge({ status, endsAt: new Date(now.getTime() + 1) })).toBe(running);
    expect(judge({ status, endsAt: now })).toBe(alone);
  });
  test("ends by the tenant's clock", () => {
    expect(judge({ status, endsAt: end(1), clockOffsetSeconds: 3_599 })).toBe(running);
    expect(judge({ status, endsAt: end(1), clockOffsetSeconds: 3_600 })).toBe(alone);
    expect(judge({ status, endsAt: end(-1), clockOffsetSeconds: -3_601 })).toBe(running);
  });
  test.each(follows)("is followed by %s, by the clock alone", (_title, after, wanted) => {
    expect(judge({ status, endsAt: end(1), after })).toBe(running);
    expect(judge({ status, endsAt: end(-1), after })).toBe(wanted);
    expect(judge({ status, endsAt: end(1), after, clockOffsetSeconds: 3_600 })).toBe(wanted);
  });
});

describe("a closed grant", () => {
  const reasons: ClosedReason[] = [
    "subscription_required",
    "trial_expired",
    "subscription_expired",
    "subscription_past_due",
    "subscription_paused",
  ];
  test.each(reasons)("gives the code that it carries: %s", (reason) => {
    for (const status of ["suspended", "paused", "ended"] as const) expect(judge({ status, reason })).toBe(reason);
  });
  test("opens again for an exception, on the plan that it names", () => {
    const closed = standing({ status: "suspended", reason: "subscription_past_due" });
    const access = {
      id: "exc_1",
      kind: "access_until" as const,
      featureId: null,
      units: null,
      startsAt: end(-1),
      endsAt: end(1),
    };
    const decision = decide({ ...closed, exceptions: [access] }, call, catalog, now);
    expect(decision.allowed && decision.planVersion?.id).toBe("paid");
  });
});

describe("a tenant whose clock was moved", () => {
  const moved = { clockOffsetSeconds: 40 * 86_400 };
  test("counts in the period of its billing time, told in real time", () => {
    const decision = decide(standing(moved), call, catalog, now);
    const [source] = (decision.allowed && decision.spend?.sources) || [];
    // Billing time is 30 December: the period is December, and real time is 40 days behind.
    expect(source).toMatchObject({
      period: { start: new Date("2026-10-22T00:00:00Z"), end: new Date("2026-11-22T00:00:00Z") },
    });
    expect(decision.allowed && decision.spend?.clockOffsetSeconds).toBe(40 * 86_400);
  });
  test("is judged again at the real instant of the grant's end", () => {
    const judged = standing({ endsAt: end(2), clockOffsetSeconds: 3_600 });
    expect(standingChangesAt(judged, null, null, now)).toBe(end(1).getTime());
  });
});

describe("a tenant with a clock on the wall", () => {
  const berlin = (source: Grant["source"]): Standing => ({
    ...standing({ source, anchor: new Date("2026-07-10T22:30:00Z") }),
    tenant: { ...standing({}).tenant, timeZone: "Europe/Berlin" },
  });
  const startOf = (source: Grant["source"], kind: PeriodKind) =>
    periodOf(berlin(source), kind, now)?.start.toISOString();

  test("has months by it, except where a payment provider bills them by its own calendar", () => {
    // 22:30 UTC in summer is half past midnight in Berlin, and an hour later by UTC in winter.
    expect(startOf("manual", "anniversary")).toBe("2026-11-10T23:30:00.000Z");
    expect(startOf("nobody", "anniversary")).toBe("2026-11-10T23:30:00.000Z");
    expect(startOf("stripe", "anniversary")).toBe("2026-11-10T22:30:00.000Z");
  });
  test.each(["day", "calendar_month"] as const)("has its %s by it, whoever bills", (kind) => {
    expect(startOf("stripe", kind)).toBe(startOf("manual", kind));
    expect(startOf("stripe", "day")).toBe("2026-11-19T23:00:00.000Z");
  });
});

describe("the notice on calls that pass", () => {
  test("tells of a late payment until the real instant at which calls stop", () => {
    const at = Math.floor(end(5).getTime() / 1000);
    expect(describeNotice(standing({ status: "grace", endsAt: end(5) }), now)).toBe(
      `subscription_past_due;until=@${at}`,
    );
    expect(describeNotice(standing({ status: "grace", endsAt: end(6), clockOffsetSeconds: 3_600 }), now)).toBe(
      `subscription_past_due;until=@${at}`,
    );
    expect(describeNotice(standing({ status: "grace" }), now)).toBe("subscription_past_due");
  });
  test.each<Partial<Grant>>([
    { status: "active", endsAt: end(5) },
    { status: "trialing", endsAt: end(5) },
    { status: "grace", endsAt: end(-1) },
    { status: "grace", endsAt: end(-1), after: { status: "active", planVersionId: "free", reason: null } },
  ])("is not sent otherwise: %j", (over) => {
    expect(describeNotice(standing(over), now)).toBeNull();
    expect(describeNotice({ ...standing(over), subscription: null }, now)).toBeNull();
  });
});
