import { describe, expect, it } from "vitest";
import { decide } from "@/lib/entitlements/decide";
import type { JudgedCall } from "@/lib/entitlements/judged";
import {
  budgeted,
  call,
  catalog,
  day,
  exception,
  lots,
  month,
  now,
  prepaid,
  standing,
  testKey,
} from "@/lib/entitlements/testing/judged-samples";
import type { Standing } from "@/lib/entitlements/types";

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
