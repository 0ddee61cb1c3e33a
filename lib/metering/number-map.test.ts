import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NumberMap } from "@/lib/metering/number-map";

describe("NumberMap", () => {
  // Few low bits, so that keys meet in one place, and far above what 32 bits say.
  const key = fc.tuple(fc.nat(40), fc.constantFrom(0, 64, 2 ** 31, 2 ** 40, 2 ** 52)).map(([low, high]) => low + high);
  const change = fc.record({ what: fc.constantFrom("set", "delete"), key });

  it("holds what a Map holds, whatever is set and deleted", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 600 }), (changes) => {
        const [made, model] = [new NumberMap<{ n: number }>(), new Map<number, { n: number }>()];
        for (const [n, { what, key }] of changes.entries()) {
          if (what === "delete") expect(made.delete(key)).toBe(model.delete(key));
          else {
            made.set(key, { n });
            model.set(key, { n });
          }
          expect(made.size).toBe(model.size);
        }
        for (const { key } of changes) {
          expect(made.get(key)).toEqual(model.get(key));
          expect(made.has(key)).toBe(model.has(key));
        }
        const byNumber = (values: Iterable<{ n: number }>) => [...values].map(({ n }) => n).sort((a, b) => a - b);
        expect(byNumber(made.values())).toEqual(byNumber(model.values()));
      }),
      { numRuns: 300 },
    );
  });

  it("holds thousands of numbers that follow each other, and as many that came and went", () => {
    const made = new NumberMap<{ n: number }>();
    for (let n = 0; n < 20_000; n++) {
      made.set(n, { n });
      if (n >= 5_000) made.delete(n - 5_000);
    }
    expect(made.size).toBe(5_000);
    expect(made.get(14_999)).toBeUndefined();
    expect(made.get(15_000)).toEqual({ n: 15_000 });
    expect(made.get(19_999)).toEqual({ n: 19_999 });
  });
});
