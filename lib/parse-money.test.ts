import { describe, expect, test } from "vitest";
import { parseMoney } from "@/lib/parse-money";

describe("an amount as typed", () => {
  test.each([
    ["49.00", "EUR", 4900],
    ["49", "EUR", 4900],
    ["49,5", "EUR", 4950],
    [" 0.05 ", "USD", 5],
    ["4900", "JPY", 4900],
    ["1.234", "KWD", 1234],
    ["0", "EUR", 0],
  ])("%s %s becomes %i minor units", (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });
  test.each([
    ["49.001", "EUR"],
    ["49.5", "JPY"],
    ["-1", "EUR"],
    ["1,000.00", "EUR"],
    ["1e3", "EUR"],
    ["", "EUR"],
    ["4.", "EUR"],
  ])("%s in %s is refused rather than rounded", (text, currency) => {
    expect(parseMoney(text, currency)).toBeNull();
  });
});
