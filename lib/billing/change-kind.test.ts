import { describe, expect, test } from "vitest";
import { type ChangeTerms, changeKind } from "@/lib/billing/change-kind";

const at = (priceMinor: number, interval: ChangeTerms["interval"] = "month", currency = "EUR"): ChangeTerms => ({
  priceMinor,
  currency,
  interval,
});

describe("a change of plan", () => {
  test.each([
    ["a higher price is charged at once", at(2_900), at(4_900), "upgrade"],
    ["a longer interval is charged at once, whatever it costs", at(4_900), at(2_900, "year"), "upgrade"],
    ["a lower price waits for what was paid", at(4_900), at(2_900), "downgrade"],
    ["the same price waits: there is nothing to charge", at(4_900), at(4_900), "downgrade"],
    ["a shorter interval waits, also where a month costs more", at(2_900, "year"), at(4_900), "downgrade"],
    ["a price of nothing waits", at(2_900), at(0), "downgrade"],
    ["from nothing to a price is charged at once", at(0), at(2_900), "upgrade"],
    ["another currency is no change", at(2_900), at(4_900, "month", "USD"), "impossible"],
    ["another currency is no change, also for a longer interval", at(1), at(2, "year", "USD"), "impossible"],
  ])("%s", (_, from, to, kind) => expect(changeKind(from, to)).toBe(kind));

  test("is never an upgrade in both directions", () => {
    const all = [at(0), at(2_900), at(4_900), at(2_900, "year"), at(49_000, "year")];
    for (const a of all) {
      for (const b of all) if (changeKind(a, b) === "upgrade") expect(changeKind(b, a)).toBe("downgrade");
    }
  });
});
