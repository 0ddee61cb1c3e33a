import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { creditDecimal, parseCredits } from "@/lib/credits";

describe("credits", () => {
  test.each([
    [0, "0.00"],
    [1, "0.000001"],
    [12_500_000, "12.50"],
    [12_345_678, "12.345678"],
    [1_000_100, "1.0001"],
    [-2_500_000, "-2.50"],
    [Number.MAX_SAFE_INTEGER, "9007199254.740991"],
  ])("%d micro-credits are %s", (micro, text) => {
    expect(creditDecimal(micro)).toBe(text);
  });

  test.each(["", "-1", "1,5", "1.0000001", "1e3", ".5", "1.", "1234567890", "٣", "0x10"])(
    "%j is no number of them",
    (text) => {
      expect(parseCredits(text)).toBeNull();
    },
  );

  test("read what was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (micro) => {
        expect(parseCredits(creditDecimal(micro))).toBe(micro);
      }),
    );
  });
});
