import { describe, expect, it } from "vitest";
import { trialOffer } from "@/lib/billing/trial-offer";

const now = new Date("2026-11-01T00:00:00Z");
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const fresh = { trialDays: 14, trialNeedsCard: false, hadTrial: false, runningTrialEnd: null };

describe("the trial of somebody who chooses a plan", () => {
  it.each([
    ["has none where the plan has none", { ...fresh, trialDays: 0 }, { kind: "none" }],
    ["begins at once without a card", fresh, { kind: "cardless", endsAt: inHours(14 * 24) }],
    ["begins at the checkout with a card", { ...fresh, trialNeedsCard: true }, { kind: "with_card", days: 14 }],
    ["is not given twice", { ...fresh, hadTrial: true }, { kind: "none" }],
    ["is not given twice with a card either", { ...fresh, trialNeedsCard: true, hadTrial: true }, { kind: "none" }],
    [
      "keeps the days that are left of the one that runs",
      { ...fresh, hadTrial: true, runningTrialEnd: inHours(72) },
      { kind: "carried", endsAt: inHours(72) },
    ],
    [
      "ends where fewer than two days are left, which the provider does not take",
      { ...fresh, hadTrial: true, runningTrialEnd: inHours(48) },
      { kind: "none" },
    ],
  ])("%s", (_title, asked, offer) => {
    expect(trialOffer(asked, now)).toEqual(offer);
  });
});
