import { expect, test } from "vitest";
import { eventRefs } from "@/lib/billing/server/intake/event-refs";

test.each<[string, Record<string, unknown>, Partial<ReturnType<typeof eventRefs>>]>([
  [
    "an invoice's customer",
    { object: { id: "in_1", object: "invoice", customer: "cus_1" } },
    { customerId: "cus_1", objectId: "in_1" },
  ],
  ["an expanded customer", { object: { id: "in_1", customer: { id: "cus_1" } } }, { customerId: "cus_1" }],
  ["a customer itself", { object: { id: "cus_1", object: "customer" } }, { customerId: "cus_1", objectId: "cus_1" }],
  [
    "whose a detached card was",
    { object: { id: "pm_1", customer: null }, previous_attributes: { customer: "cus_1" } },
    { customerId: "cus_1" },
  ],
  [
    "a refund's payment",
    { object: { id: "re_1", payment_intent: "pi_1" } },
    { customerId: null, paymentIntentId: "pi_1" },
  ],
  ["nothing in what it does not know", { object: 7 }, { objectId: null, customerId: null, paymentIntentId: null }],
])("an event names %s", (_title, data, expected) => {
  expect(eventRefs({ type: "x", data })).toMatchObject(expected);
});
