import { describe, expect, it } from "vitest";
import { type Funding, isShort } from "@/lib/analytics/is-short";

const quota: Funding = {
  included: true,
  units: 10,
  usedUnits: 8,
  creditMicroPerUnit: null,
  creditMicroLeft: 0,
  postpaid: false,
};
const credits = { creditMicroPerUnit: 5_000, creditMicroLeft: 14_999 };

describe("a meter is short for a call", () => {
  it.each<[string, Partial<Funding>, number, boolean]>([
    ["the quota covers it to the last unit", {}, 2, false],
    ["one unit is missing", {}, 3, true],
    ["the feature is not included, whatever is left", { included: false }, 1, true],
    ["there is no limit", { units: null }, 1_000_000, false],
    ["credits cover it whole", { ...credits, usedUnits: 10 }, 2, false],
    ["quota and credits cover it only together", credits, 3, true],
    ["credits are there but do not pay for it", { creditMicroLeft: 1_000_000 }, 3, true],
    ["a later bill pays", { postpaid: true }, 3, false],
  ])("when %s", (_when, change, asked, short) => {
    expect(isShort({ ...quota, ...change }, asked)).toBe(short);
  });
});
