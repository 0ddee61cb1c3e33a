import { describe, expect, it } from "vitest";
import { decide } from "@/lib/entitlements/decide";
import {
  budgeted,
  call,
  catalog,
  credits,
  day,
  exception,
  lots,
  now,
  prepaid,
  route,
  spent,
  standing,
  subscription,
} from "@/lib/entitlements/testing/judged-samples";

describe("a decision", () => {
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
