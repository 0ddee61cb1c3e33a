import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalOfE12, type PricedVersion, planSpec } from "@/lib/billing/price-spec";

const version = (fields: Partial<PricedVersion> = {}): PricedVersion => ({
  ...{ planId: "pln_1", planSlug: "pro", planName: "Pro", description: "For teams", planVersionId: "plv_1", number: 3 },
  ...{ priceMinor: 4_900, currency: "EUR", interval: "month" },
  overage: [{ featureId: "fea_1", featureSlug: "geo_search", featureName: "Geo search", rateE12: 500_000_000_000 }],
  ...fields,
});

describe("what a plan version asks of Stripe", () => {
  test("a flat price and one for each meter whose overage is billed, under keys that name the version", () => {
    const { product, meters, prices } = planSpec(version());
    expect(product.wanted).toEqual({ id: "plan_pro", name: "Pro", description: "For teams" });
    expect(meters.map(({ localId, wanted }) => [localId, wanted.eventName])).toEqual([["fea_1", "fg_geo_search"]]);
    expect(prices.map(({ localId, wanted }) => [localId, wanted.lookupKey, wanted.unitAmount])).toEqual([
      ["plv_1:flat", "plan:pro:flat:month:eur:v3", "4900"],
      ["plv_1:fea_1", "plan:pro:geo_search:month:eur:v3", "0.5"],
    ]);
  });

  test("nothing, where it costs nothing", () => {
    const free = version({ priceMinor: 0, overage: [] });
    expect(planSpec(free)).toMatchObject({ meters: [], prices: [] });
    const unbilled = version({ priceMinor: 0, overage: version().overage.map((line) => ({ ...line, rateE12: 0 })) });
    expect(planSpec(unbilled)).toMatchObject({ meters: [], prices: [] });
  });

  test("another version asks for other prices of the same product", () => {
    const [one, two] = [planSpec(version()), planSpec(version({ planVersionId: "plv_2", number: 4 }))];
    expect(two.product).toEqual(one.product);
    const hashes = [...one.prices, ...two.prices].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test("a new name is another product spec and the same prices", () => {
    const [one, two] = [planSpec(version()), planSpec(version({ planName: "Professional" }))];
    expect(two.product.hash).not.toBe(one.product.hash);
    expect(two.prices).toEqual(one.prices);
  });

  test("a new amount under the same key is another spec", () => {
    expect(planSpec(version({ priceMinor: 5_000 })).prices[0]?.hash).not.toBe(planSpec(version()).prices[0]?.hash);
  });
});

describe("a rate of 10⁻¹² minor units", () => {
  test.each([
    [1, "0.000000000001"],
    [500_000_000_000, "0.5"],
    [1_000_000_000_000, "1"],
    [12_340_000_000_000, "12.34"],
    [0, "0"],
  ])("%i is %s", (rate, decimal) => expect(decimalOfE12(rate)).toBe(decimal));

  test("is written without losing a digit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (rate) => {
        const [whole = "", places = ""] = decimalOfE12(rate).split(".");
        expect(BigInt(whole) * 10n ** 12n + BigInt(places.padEnd(12, "0"))).toBe(BigInt(rate));
        expect(decimalOfE12(rate)).toMatch(/^(0|[1-9]\d*)(\.\d{0,11}[1-9])?$/);
      }),
    );
  });
});
