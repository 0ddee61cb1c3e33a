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
  creditMicroPerUnit: null,
  overage: "none",
  wayOut: [],
};
const at = { planName: "Starter", resetsAt: "2026-12-01T00:00:00.000Z", timeZone: "UTC", creditsLeft: null };
const refused = (code: NonNullable<FeatureStanding["code"]>, over: Partial<FeatureStanding> = {}) =>
  describeStanding({ ...open, code, status: 402, ...over }, at);

describe("can I call right now", () => {
  test.each<[Partial<FeatureStanding>, string, string]>([
    [{}, "OK", "240 of 250 pages left until 1 Dec 2026, 00:00 UTC."],
    [{ usedUnits: 240 }, "OK, nearly used up", "10 of 250 pages left until 1 Dec 2026, 00:00 UTC."],
    [{ limitUnits: null, usedUnits: 1200 }, "OK", "No limit; 1,200 pages used in this period."],
    [{ kind: "switch", limitUnits: null, usedUnits: null }, "OK", "Included."],
  ])("yes: %j", (over, word, sentence) => {
    expect(describeStanding({ ...open, ...over }, at)).toMatchObject({ word, sentence });
  });
  test.each<[string, Partial<FeatureStanding>, string | null, string]>([
    [
      "credits pay beyond what is included",
      { usedUnits: 250, creditMicroPerUnit: 50_000 },
      "1012.50",
      "All 250 included pages are used until 1 Dec 2026, 00:00 UTC. Further pages cost 0.05 credits each; 1,012.50 left.",
    ],
    [
      "nothing but credits pays",
      { limitUnits: 0, usedUnits: 0, creditMicroPerUnit: 50_000 },
      "12.50",
      "Further pages cost 0.05 credits each; 12.50 left.",
    ],
    [
      "a later bill pays once the credits are gone",
      { usedUnits: 250, creditMicroPerUnit: 50_000, overage: "postpaid" },
      "0.00",
      "All 250 included pages are used until 1 Dec 2026, 00:00 UTC. Further pages are billed later.",
    ],
    [
      "credits pay, then a later bill",
      { creditMicroPerUnit: 50_000, overage: "postpaid" },
      "12.50",
      "240 of 250 pages left until 1 Dec 2026, 00:00 UTC. Further pages cost 0.05 credits each; 12.50 left. After that they are billed later.",
    ],
  ])("yes: %s", (_, over, creditsLeft, sentence) => {
    expect(describeStanding({ ...open, ...over }, { ...at, creditsLeft })).toEqual({
      role: "ok",
      word: "OK",
      sentence,
    });
  });
  test("no: credits pay, and none or too few are left", () => {
    expect(refused("credits_exhausted", { creditMicroPerUnit: 50_000 }).sentence).toBe(
      "Credits pay for it, and none are left.",
    );
    const feature = { ...open, code: "credits_insufficient", status: 402, creditMicroPerUnit: 50_000 } as const;
    expect(describeStanding(feature, { ...at, creditsLeft: "0.20" }).sentence).toBe(
      "A call costs 0.25 credits; 0.20 are left.",
    );
  });
  test("the end of a period is told by the tenant's clock", () => {
    const { sentence } = describeStanding(open, { ...at, timeZone: "Europe/Berlin" });
    expect(sentence).toBe("240 of 250 pages left until 1 Dec 2026, 01:00 (Europe/Berlin).");
  });
  test("no: everything is used", () => {
    expect(refused("quota_exhausted", { usedUnits: 250, wayOut: ["Pro"] }).sentence).toBe(
      "All 250 pages are used until 1 Dec 2026, 00:00 UTC. More in Pro.",
    );
  });
  test("no: less is left than a call needs", () => {
    expect(refused("quota_exhausted", { usedUnits: 247 }).sentence).toBe(
      "A call needs 5 pages; 3 of 250 are left until 1 Dec 2026, 00:00 UTC.",
    );
  });
  test("no: the plan does not include it", () => {
    expect(refused("feature_not_in_plan", { wayOut: ["Pro", "Scale"] }).sentence).toBe(
      "Starter does not include it. Available in Pro, Scale.",
    );
  });
  test("no: a payment is overdue, told in words and with what ends it", () => {
    expect(refused("subscription_past_due")).toEqual({
      role: "act",
      word: "Payment overdue",
      sentence: "An invoice for Starter is unpaid and the time to pay is over. Calls pass again once it is settled.",
    });
  });
  test.each(["subscription_required", "trial_expired", "subscription_expired", "subscription_paused"] as const)(
    "no: %s is never said in red",
    (code) => expect(refused(code).role).toBe("warn"),
  );
});
