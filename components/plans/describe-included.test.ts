import { describe, expect, it } from "vitest";
import { describeIncluded, type Included } from "@/components/plans/describe-included";

const line: Included = {
  name: "Searches",
  kind: "meter",
  unitPlural: "calls",
  units: 1000,
  period: "anniversary",
  creditsPerUnit: null,
  overage: "none",
  overagePrice: null,
};

describe("what a plan includes, in plain words", () => {
  it.each<[Partial<Included>, string]>([
    [{}, "Searches: 1,000 calls a month"],
    [{ period: "calendar_month" }, "Searches: 1,000 calls a calendar month"],
    [{ period: "day" }, "Searches: 1,000 calls a day"],
    [{ creditsPerUnit: "0.05" }, "Searches: 1,000 calls a month; further ones 0.05 prepaid credits each"],
    [{ overage: "postpaid" }, "Searches: 1,000 calls a month; further ones billed later"],
    [
      { creditsPerUnit: "0.05", overage: "postpaid" },
      "Searches: 1,000 calls a month; further ones 0.05 prepaid credits each, then billed later",
    ],
    [
      { overage: "postpaid", overagePrice: "€0.60 per 100" },
      "Searches: 1,000 calls a month; further ones €0.60 per 100, billed later",
    ],
    [{ units: 0, creditsPerUnit: "0.05" }, "Searches: 0.05 prepaid credits each"],
    [{ units: 0, overage: "postpaid" }, "Searches: billed later"],
    [{ units: 0 }, "Searches: 0 calls a month"],
    [{ units: null }, "Searches: no limit"],
    [{ units: undefined }, "Searches: – calls a month"],
    [{ kind: "limit", units: 5 }, "Searches: 5"],
    [{ kind: "switch", units: null }, "Searches"],
  ])("%j", (over, words) => expect(describeIncluded({ ...line, ...over })).toBe(words));
});
