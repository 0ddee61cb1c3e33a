import { randomBytes } from "node:crypto";
import type { Kind } from "@/scripts/stripe-sandbox/world/types";

/** Prefixes as Stripe writes them. */
const prefixes: Record<Kind | "subscription_item" | "line_item" | "item", string> = {
  customer: "cus",
  payment_method: "pm",
  payment_intent: "pi",
  setup_intent: "seti",
  charge: "ch",
  refund: "re",
  product: "prod",
  price: "price",
  "billing.meter": "mtr_test",
  meter_use: "use",
  "checkout.session": "cs_test",
  subscription: "sub",
  subscription_item: "si",
  subscription_schedule: "sub_sched",
  invoice: "in",
  line_item: "il",
  item: "li",
  invoiceitem: "ii",
  invoice_payment: "inpay",
  "billing_portal.configuration": "bpc",
  "billing_portal.session": "bps",
  "test_helpers.test_clock": "clock",
  webhook_endpoint: "we",
  event: "evt",
};

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const randomWord = (length: number) =>
  Array.from(randomBytes(length), (byte) => letters.charAt(byte % letters.length)).join("");

export const newId = (kind: keyof typeof prefixes) =>
  `${prefixes[kind]}_${randomWord(kind === "checkout.session" ? 40 : 24)}`;
