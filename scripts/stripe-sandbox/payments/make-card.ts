import { createHash } from "node:crypto";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { testCards } from "@/scripts/stripe-sandbox/payments/test-cards.data";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface TypedCard {
  number: string;
  expMonth: number;
  expYear: number;
  name: string | null;
}

/**
 * Takes a card that was typed. Only the test numbers are taken, so that nobody types a real one; its number stays here.
 *
 * @throws StripeError 402
 */
export function makeCard(world: World, customer: string | null, typed: TypedCard): PaymentMethod {
  const number = typed.number.replace(/[\s-]/g, "");
  if (!isCardNumber(number)) throw new StripeError(402, { ...decline("incorrect_number"), param: "number" });
  const known = testCards.find((card) => card.number === number);
  if (!known) throw new StripeError(402, decline("test_mode_live_card"));
  const fingerprint = createHash("sha256").update(number).digest("hex").slice(0, 16);
  return insert(world, "payment_method", {
    created: nowOf(world, customer),
    type: "card",
    customer: null,
    allow_redisplay: "unspecified",
    billing_details: { name: typed.name, email: null },
    card: {
      brand: known.brand,
      display_brand: known.brand,
      country: "US",
      exp_month: typed.expMonth,
      exp_year: typed.expYear,
      fingerprint,
      funding: "credit",
      last4: number.slice(-4),
      checks: { cvc_check: "pass" },
    },
    metadata: {},
    hidden: { number, isConfirmed: false },
  });
}

/** A payment method by its id, or a new one by a token that stands for a test card. */
export function takeCard(world: World, customer: string | null, id: string, param: string): PaymentMethod {
  const card = testCards.find(({ tokens }) => tokens.includes(id));
  if (!card || find(world, "payment_method", id)) return get(world, "payment_method", id, param);
  return makeCard(world, customer, { number: card.number, expMonth: 12, expYear: 2040, name: null });
}

export const cardOf = ({ hidden }: PaymentMethod) => testCards.find(({ number }) => number === hidden.number);

/** The check sum of card numbers, ISO/IEC 7812-1. */
function isCardNumber(number: string): boolean {
  if (!/^\d{13,19}$/.test(number)) return false;
  const digits = [...number].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const counted = index % 2 === 0 ? digit : digit * 2;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}
