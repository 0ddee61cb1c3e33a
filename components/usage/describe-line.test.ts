import { describe, expect, it } from "vitest";
import { describeLine } from "@/components/usage/describe-line";
import { fixOf } from "@/components/usage/fix-of";
import type { FeatureStanding } from "@/lib/entitlements/views";

const now = new Date("2026-11-21T12:00:00Z");
const tenant = { planName: "Starter", resetsAt: "2026-12-01T00:00:00Z", timeZone: "UTC", creditsLeft: null };
const feature: FeatureStanding = {
  featureId: "fea_1",
  name: "Geo search",
  kind: "meter",
  unitPlural: "searches",
  code: null,
  status: null,
  limitUnits: 2_000,
  usedUnits: 800,
  creditMicroPerUnit: null,
  overage: "none",
  resetsAt: null,
  costUnits: 1,
  wayOut: [],
};
const ahead = {
  featureId: "fea_1",
  leftUnits: 1_200,
  resetsAt: null,
  wall: { p10: 2.2, p50: 4.6, p90: 5.7, probability: 1 },
  refusedSince: null,
};

describe("a feature's line", () => {
  it("says about when it runs out, and warns within a week", () => {
    const line = describeLine(feature, tenant, ahead, now);
    expect([line.role, line.word]).toEqual(["warn", "OK, runs out about Thu 26 Nov"]);
    expect(line.sentence).toMatch(/^1,200 of 2,000 searches left until .* At this pace about 5 days left \(2–6\)\.$/);
  });

  it("stays open where overage is billed after the included units", () => {
    const line = describeLine({ ...feature, overage: "postpaid" }, tenant, ahead, now);
    expect([line.role, line.word]).toEqual(["ok", "OK"]);
    expect(line.sentence).toContain("(2–6) of those included.");
  });

  it("says nothing of the future where nothing is known", () => {
    expect(describeLine(feature, tenant, { ...ahead, wall: null }, now).word).toBe("OK");
    expect(describeLine(feature, tenant, undefined, now).word).toBe("OK");
  });

  it.each([
    ["today", "2026-11-21T09:12:00Z", "Used up, refused since 09:12"],
    ["days ago", "2026-11-18T09:12:00Z", "Used up, refused since Wed 18 Nov, 09:12"],
  ])("says since when it is refused, %s", (_when, refusedSince, word) => {
    const refused = { ...feature, code: "quota_exhausted", status: 402, usedUnits: 2_000 } as const;
    expect(describeLine(refused, tenant, { ...ahead, refusedSince }, now).word).toBe(word);
    expect(describeLine(refused, tenant, ahead, now).word).toBe("Used up");
  });
});

it.each([
  ["quota_exhausted", { wayOut: ["Pro"] }, "Change plan"],
  ["quota_exhausted", { creditMicroPerUnit: 10 }, "Top up credits"],
  ["quota_exhausted", {}, null],
  ["credits_exhausted", {}, "Top up credits"],
  ["subscription_past_due", {}, "Pay the invoice"],
  ["trial_expired", {}, "Choose a plan"],
  ["feature_not_in_plan", { wayOut: ["Pro"] }, "See plans with it"],
  ["feature_unavailable", {}, null],
  [null, {}, null],
] as const)("the one fix of %s with %o is %s", (code, over, label) => {
  expect(
    fixOf({
      code,
      wayOut: [...("wayOut" in over ? over.wayOut : [])],
      creditMicroPerUnit: "creditMicroPerUnit" in over ? over.creditMicroPerUnit : null,
    })?.label ?? null,
  ).toBe(label);
});
