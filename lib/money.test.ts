import { describe, expect, test } from "vitest";
import { formatMoney, moneyDecimal } from "@/lib/money";

describe("money as a decimal string", () => {
  test.each([
    [4900, "EUR", "49.00"],
    [5, "EUR", "0.05"],
    [-150, "USD", "-1.50"],
    [4900, "JPY", "4900"],
    [1234, "KWD", "1.234"],
  ])("%i minor units of %s are %s", (amountMinor, currency, text) => {
    expect(moneyDecimal({ amountMinor, currency })).toBe(text);
  });
  test("is written in the reader's locale for people", () => {
    expect(formatMoney({ amountMinor: 123456, currency: "EUR" }, "de")).toMatch(/^1\.234,56\s€$/);
  });
});
