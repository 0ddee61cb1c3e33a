import { describe, expect, test } from "vitest";
import { describeRefused } from "@/lib/analytics/describe-refused";
import { codes } from "@/lib/errors";

const row = {
  code: "quota_exhausted",
  feature: { id: "fea", name: "Geo searches", unitPlural: "searches" },
  planName: "Starter",
  limitUnits: 1000,
  usedUnits: 998,
};

describe("why a tenant is refused now", () => {
  test.each([
    [{}, "Geo searches: 998 of 1,000 searches used; further calls answer 402 until it resets."],
    [{ code: "feature_not_in_plan" }, "Calls Geo searches, which Starter does not include."],
    [{ code: "subscription_required", planName: null }, "Calls without a plan."],
    [{ code: "trial_expired" }, "The trial of Starter is over; every call answers 402."],
  ])("is a plain sentence %#", (change, sentence) => {
    expect(describeRefused({ ...row, ...change })).toBe(sentence);
  });
  test("has a sentence of its own for every 402", () => {
    const money = Object.entries(codes).filter(([, { status }]) => status === 402);
    const sentences = money.map(([code]) => describeRefused({ ...row, code }));
    expect(new Set(sentences).size).toBe(money.length);
    expect(sentences.join()).not.toContain("answer 402 quota");
  });
});
