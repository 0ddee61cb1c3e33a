import { expect, test } from "vitest";
import { planOfItems } from "@/lib/billing/plan-of-items";

test.each([
  ["a flat price and overage are one plan", ["plv_a:flat", "plv_a:fea_1"], "plv_a"],
  ["overage alone is a plan", ["plv_a:fea_1"], "plv_a"],
  ["prices of two plans are none", ["plv_a:flat", "plv_b:fea_1"], null],
  ["a price of somebody else makes it none", ["plv_a:flat", null], null],
  ["no items are none", [], null],
])("%s", (_title, priceIds, expected) => {
  expect(planOfItems(priceIds.map((priceId) => ({ priceId })))).toBe(expected);
});
