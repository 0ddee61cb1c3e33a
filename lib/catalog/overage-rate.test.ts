import { describe, expect, test } from "vitest";
import { formatOverageRate, overageRateText, parseOverageRate } from "@/lib/catalog/overage-rate";

const e12 = 1_000_000_000_000;

describe("the price of use beyond a quota", () => {
  test.each([
    ["0.60 per 100", "EUR", 0.6 * e12],
    ["0,60 je 100", "EUR", 0.6 * e12],
    ["0.006", "EUR", 0.6 * e12],
    ["2", "EUR", 200 * e12],
    ["1 / 1,000", "USD", 0.1 * e12],
    ["1 per 1000000", "JPY", 1_000_000],
    ["0.00000000000001", "EUR", 1],
    ["0", "EUR", 0],
  ])("%s in %s is read to the last digit", (text, currency, rate) => {
    expect(parseOverageRate(text, currency)).toBe(rate);
  });

  test.each([
    "",
    "free",
    "-1",
    "1 per 0",
    "1 per",
    "1 per 3",
    "0.000000000000001",
    "91 each",
    "100 000",
    "1e3",
    "90.08",
  ])("%j is refused rather than rounded", (text) => expect(parseOverageRate(text, "EUR")).toBeNull());

  test.each([
    [0.6 * e12, "EUR", "en", "€0.60 per 100"],
    [200 * e12, "EUR", "en", "€2.00 each"],
    [0.1 * e12, "EUR", "de", "0,10\u00a0€ je 100"],
    [1, "EUR", "en", "€0.00000001 per 1,000,000"],
    [0, "EUR", "en", "€0.00 each"],
    [1_000_000, "JPY", "en", "¥1 per 1,000,000"],
  ])("%d of %s is told as people count (%s)", (rate, currency, locale, text) => {
    expect(formatOverageRate(rate, currency, locale)).toBe(text);
  });

  test.each([0, 1, 999, 0.6 * e12, 33 * e12 + 7, Number.MAX_SAFE_INTEGER])("%d survives the form", (rate) => {
    for (const currency of ["EUR", "JPY", "KWD"]) {
      expect(parseOverageRate(overageRateText(rate, currency), currency)).toBe(rate);
    }
  });
});
