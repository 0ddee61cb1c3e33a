import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountOf } from "@/scripts/stripe-sandbox/catalog/amount-of";
import { formatDecimal, parseDecimal, share } from "@/scripts/stripe-sandbox/catalog/decimal";
import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import type { Price, Tier } from "@/scripts/stripe-sandbox/catalog/types";

const tier = (up_to: number | null, unit: string | null, flat: string | null = null): Tier => ({
  ...{ up_to, unit_amount: null, unit_amount_decimal: unit, flat_amount: null, flat_amount_decimal: flat },
});
const price = (fields: Partial<Price>): Price => ({
  ...{ id: "price_1", object: "price", created: 0, active: true, billing_scheme: "per_unit", currency: "usd" },
  ...{ product: "prod_1", type: "recurring", lookup_key: null, nickname: null, recurring: null, tax_behavior: "" },
  ...{ tiers_mode: null, transform_quantity: null, unit_amount: null, unit_amount_decimal: null, metadata: {} },
  hidden: { tiers: [] },
  ...fields,
});
const tiered = (tiers_mode: "graduated" | "volume", ...tiers: Tier[]) =>
  price({ billing_scheme: "tiered", tiers_mode, hidden: { tiers } });
const free = [tier(100, "0"), tier(1_000, "2", "500"), tier(null, "0.5")];

describe("an amount", () => {
  test.each([
    ["a whole price", price({ unit_amount: 4_900, unit_amount_decimal: "4900" }), "3", 14_700],
    ["half a cent, halves going up", price({ unit_amount_decimal: "0.5" }), "201", 101],
    ["twelve decimals", price({ unit_amount_decimal: "0.000000000001" }), "500000000000", 1],
    [
      "a quantity in packages, rounded up",
      price({ unit_amount: 10, transform_quantity: { divide_by: 100, round: "up" } }),
      "101",
      20,
    ],
    [
      "a quantity in packages, rounded down",
      price({ unit_amount: 10, transform_quantity: { divide_by: 100, round: "down" } }),
      "199",
      10,
    ],
    ["graduated, at the end of the first tier", tiered("graduated", ...free), "100", 0],
    ["graduated, one into the second", tiered("graduated", ...free), "101", 502],
    ["graduated, into the last", tiered("graduated", ...free), "1001", 500 + 1_800 + 1],
    ["volume, in the second tier", tiered("volume", ...free), "101", 202 + 500],
    ["volume, in the last", tiered("volume", ...free), "2000", 1_000],
    ["nothing", tiered("graduated", ...free), "0", 0],
  ])("of %s", (_, of, quantity, amount) => expect(amountOf(of, quantity)).toBe(amount));

  test("never falls with the quantity, in graduated tiers", () => {
    const of = tiered("graduated", ...free);
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(50), (quantity, more) => {
        expect(amountOf(of, String(quantity + more))).toBeGreaterThanOrEqual(amountOf(of, String(quantity)));
      }),
    );
  });

  test("shared over the two parts of a period is off by one at most, and all of it is all of it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.nat(2_678_400), (amount, part) => {
        const parts = share(amount, part, 2_678_400) + share(amount, 2_678_400 - part, 2_678_400);
        expect(Math.abs(parts - amount)).toBeLessThanOrEqual(1);
        expect(share(amount, 2_678_400, 2_678_400)).toBe(amount || 0);
      }),
    );
  });

  test("reads back the decimals that it writes, and refuses a thirteenth place", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (value) => parseDecimal(formatDecimal(value), "x") === value),
    );
    expect(() => parseDecimal("0.0000000000001", "x")).toThrow();
  });
});

describe("a period", () => {
  const utc = (text: string) => Date.parse(text) / 1000;

  test.each([
    ["month", 1, "2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z", "2027-02-28T12:00:00Z"],
    ["month", 1, "2027-01-31T12:00:00Z", "2027-02-28T12:00:00Z", "2027-03-31T12:00:00Z"],
    ["month", 3, "2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z", "2027-02-28T00:00:00Z"],
    ["year", 1, "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z"],
    ["year", 1, "2024-02-29T00:00:00Z", "2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["week", 2, "2027-01-01T00:00:00Z", "2027-01-14T23:59:59Z", "2027-01-15T00:00:00Z"],
    ["day", 1, "2027-01-01T06:00:00Z", "2027-01-01T06:00:00Z", "2027-01-02T06:00:00Z"],
  ] as const)("of %s × %d from %s, after %s, ends %s", (interval, count, anchor, after, end) => {
    expect(nextBoundary(utc(anchor), interval, count, utc(after))).toBe(utc(end));
  });

  test("follows the one before without gap, always", () => {
    const interval = fc.constantFrom("day", "week", "month", "year" as const);
    const anchors = fc.integer({ min: utc("2020-01-01"), max: utc("2035-01-01") });
    fc.assert(
      fc.property(anchors, interval, fc.integer({ min: 1, max: 6 }), fc.nat(3e8), (anchor, unit, count, later) => {
        const end = nextBoundary(anchor, unit, count, anchor + later);
        expect(end).toBeGreaterThan(anchor + later);
        expect(nextBoundary(anchor, unit, count, end - 1)).toBe(end);
      }),
    );
  });
});
