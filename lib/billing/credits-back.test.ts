import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { creditsBack } from "@/lib/billing/credits-back";

describe("credits that go back with a refund", () => {
  it.each([
    ["all of them with all of the money", 0, 5000, 500_000_000],
    ["half of them with half of it", 0, 2500, 250_000_000],
    ["the rest with the rest", 2500, 5000, 250_000_000],
    ["none beyond the price", 5000, 9000, 0],
  ])("are %s", (_title, beforeMinor, afterMinor, micro) => {
    expect(creditsBack(500_000_000, 5000, { beforeMinor, afterMinor })).toBe(micro);
  });

  it("come to the whole lot, however the money is parted", () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (lot, parts) => {
        const paid = parts.reduce((sum, part) => sum + part, 0);
        let before = 0;
        let back = 0;
        for (const part of parts) {
          const share = creditsBack(lot, paid, { beforeMinor: before, afterMinor: before + part });
          expect(share).toBeGreaterThanOrEqual(0);
          back += share;
          before += part;
        }
        expect(back).toBe(lot);
      }),
    );
  });
});
