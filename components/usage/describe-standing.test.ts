import { describe, expect, test } from "vitest";
import { describeStanding } from "@/components/usage/describe-standing";
import type { FeatureStanding } from "@/lib/entitlements/views";

const open: FeatureStanding = {
  featureId: "fea_1",
  name: "Reports",
  kind: "meter",
  unitPlural: "pages",
  code: null,
  status: null,
  limitUnits: 250,
  usedUnits: 10,
  resetsAt: null,
  costUnits: 5,
  wayOut: [],
};
const at = { planName: "Starter", resetsAt: "2026-12-01T00:00:00.000Z" };
const refused = (code: NonNullable<FeatureStanding["code"]>, over: Partial<FeatureStanding> = {}) =>
  describeStanding({ ...open, code, status: 402, ...over }, at);

describe("can I call right now", () => {
  test.each<[Partial<FeatureStanding>, string, string]>([
    [{}, "OK", "240 of 250 pages left until 1 Dec 2026 UTC."],
    [{ usedUnits: 240 }, "OK, nearly used up", "10 of 250 pages left until 1 Dec 2026 UTC."],
    [{ limitUnits: null, usedUnits: 1200 }, "OK", "No limit; 1,200 pages used in this period."],
    [{ kind: "switch", limitUnits: null, usedUnits: null }, "OK", "Included."],
  ])("yes: %j", (over, word, sentence) => {
    expect(describeStanding({ ...open, ...over }, at)).toMatchObject({ word, sentence });
  });
  test("no: everything is used", () => {
    expect(refused("quota_exhausted", { usedUnits: 250, wayOut: ["Pro"] }).sentence).toBe(
      "All 250 pages are used until 1 Dec 2026 UTC. More in Pro.",
    );
  });
  test("no: less is left than a call needs", () => {
    expect(refused("quota_exhausted", { usedUnits: 247 }).sentence).toBe(
      "A call needs 5 pages; 3 of 250 are left until 1 Dec 2026 UTC.",
    );
  });
  test("no: the plan does not include it", () => {
    expect(refused("feature_not_in_plan", { wayOut: ["Pro", "Scale"] }).sentence).toBe(
      "Starter does not include it. Available in Pro, Scale.",
    );
  });
  test.each(["subscription_required", "trial_expired", "subscription_expired", "subscription_paused"] as const)(
    "no: %s is never said in red",
    (code) => expect(refused(code).role).toBe("warn"),
  );
});
