import { expect, it } from "vitest";
import { describeFired, describeOutcomes } from "@/components/churn/describe-outcomes";
import { describeFactors } from "@/components/churn/describe-stake";
import { describeAmounts, describeRate, describeRateNote, describeUnblock } from "@/components/today/describe-today";

const rate = { refused: 18, eligible: 1000, tenants: 12, low: 0.015, high: 0.022 };

it.each([
  [rate, "1.8%", "1.5%–2.2%; 18 of 1,000 calls, 12 tenants"],
  [{ ...rate, eligible: 12, refused: 3 }, "3 of 12", "3 of 12 calls, 12 tenants"],
  [{ ...rate, tenants: 4, low: null, high: null }, "1.8%", "18 of 1,000 calls, 4 tenants: few tenants"],
  [{ refused: 0, eligible: 0, tenants: 0, low: null, high: null }, "–", "0 of 0 calls, 0 tenants"],
])("a rate carries its n, and few calls are counts: %j", (given, value, note) => {
  expect([describeRate(given), describeRateNote(given)]).toEqual([value, note]);
});

it("prints no percentile of under a hundred payments", () => {
  const few = { n: 20, withinFiveSeconds: 19, waiting: 0, p50Ms: 900, p95Ms: null };
  expect(describeUnblock(few)).toBe("19 of 20 within 5 s");
  expect(describeUnblock({ ...few, n: 200, p95Ms: 2340 })).toBe("2.3 s");
  expect(describeUnblock({ ...few, n: 0, withinFiveSeconds: 0 })).toBe("–");
});

it("adds no currencies together", () => {
  const amounts = [
    { amountMinor: 120_400, currency: "EUR" },
    { amountMinor: 900, currency: "USD" },
  ];
  expect(describeAmounts(amounts)).toBe("€1,204.00 + $9.00");
  expect(describeAmounts([])).toBe("none");
});

it("shows both factors of what is at risk", () => {
  const row = { score: 48, mrrMinor: 9900, owedMinor: 0, currency: "EUR" };
  expect(describeFactors(row)).toBe("risk 48% × €99.00 a month");
  expect(describeFactors({ ...row, owedMinor: 20_000 })).toBe("risk 48% × €200.00 unpaid");
  expect(describeFactors({ ...row, mrrMinor: 0 })).toBe("risk 48%, pays nothing");
  expect(describeFactors({ ...row, score: null })).toBe("no score yet; €99.00 a month");
});

it("tells outcomes as counts until there are twenty", () => {
  expect(describeOutcomes({ kind: "risk", mature: 4, left: 1 })).toBe(
    "Not enough outcomes: 4 of 20; 1 of 4 tenants left within the 30 days after the first week.",
  );
  expect(describeOutcomes({ kind: "risk", mature: 40, left: 10 })).toMatch(
    /: 25% \(14%–40%, if firings were independent\)\.$/,
  );
  expect(describeFired({ fired: 1, tenants: 1, contacted: 0 })).toBe(
    "Fired once in 90 days for 1 tenant; nobody made contact meanwhile.",
  );
});
