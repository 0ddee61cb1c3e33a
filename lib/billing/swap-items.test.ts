import { describe, expect, test } from "vitest";
import { type HeldItem, swapItems } from "@/lib/billing/swap-items";

const flat: HeldItem = { stripeItemId: "si_flat", stripePriceId: "price_a_flat", priceId: "plv_a:flat" };
const geo: HeldItem = { stripeItemId: "si_geo", stripePriceId: "price_a_geo", priceId: "plv_a:fea_geo" };
const to = (flatPrice: string | null, ...features: string[]) => ({
  flat: flatPrice,
  metered: features.map((featureId) => ({ featureId, stripePriceId: `price_b_${featureId}` })),
});

describe("swapping items", () => {
  test.each([
    [
      "each price takes the place of its own kind",
      [flat, geo],
      to("price_b_flat", "fea_geo"),
      [
        { id: "si_flat", price: "price_b_flat", quantity: 1 },
        { id: "si_geo", price: "price_b_fea_geo" },
      ],
    ],
    [
      "what the new version does not bill goes",
      [flat, geo],
      to("price_b_flat"),
      [
        { id: "si_flat", price: "price_b_flat", quantity: 1 },
        { id: "si_geo", deleted: true },
      ],
    ],
    [
      "what only the new version bills comes",
      [flat],
      to("price_b_flat", "fea_tts"),
      [{ id: "si_flat", price: "price_b_flat", quantity: 1 }, { price: "price_b_fea_tts" }],
    ],
    [
      "a flat price may go",
      [flat, geo],
      to(null, "fea_geo"),
      [
        { id: "si_flat", deleted: true },
        { id: "si_geo", price: "price_b_fea_geo" },
      ],
    ],
    [
      "and come",
      [geo],
      to("price_b_flat", "fea_geo"),
      [
        { id: "si_geo", price: "price_b_fea_geo" },
        { price: "price_b_flat", quantity: 1 },
      ],
    ],
    ["what is right already is left alone", [flat], { flat: "price_a_flat", metered: [] }, []],
    [
      "an item of nobody's goes",
      [flat, { ...geo, priceId: null }],
      { flat: "price_a_flat", metered: [] },
      [{ id: "si_geo", deleted: true }],
    ],
  ])("%s", (_, held, prices, swaps) => expect(swapItems(held, prices)).toEqual(swaps));
});
