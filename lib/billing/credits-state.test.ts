import { describe, expect, it } from "vitest";
import { creditsState } from "@/lib/billing/credits-state";

const credit = 1_000_000;

describe("creditsState", () => {
  it.each([
    ["a balance that nobody draws on lasts", 10, 0, 1, null],
    ["a balance for more than a week lasts", 80, 70, 1, null],
    ["a week is told", 70, 70, 1, { kind: "low", step: 7, daysLeft: 7 }],
    ["five days are told by the step of a week", 50, 70, 1, { kind: "low", step: 7, daysLeft: 5 }],
    ["two days are told again", 20, 70, 1, { kind: "low", step: 2, daysLeft: 2 }],
    ["hours are called a day", 3, 70, 1, { kind: "low", step: 2, daysLeft: 1 }],
    ["what cannot pay the cheapest unit is used up", 0.5, 70, 1, { kind: "exhausted" }],
    ["a debt is used up", -3, 0, 1, { kind: "exhausted" }],
  ] as const)("%s", (_, left, burnt, cheapest, expected) => {
    const of = { leftMicro: left * credit, burntMicro: burnt * credit, cheapestMicro: cheapest * credit };
    expect(creditsState(of)).toEqual(expected);
  });
});
