import type { CardView } from "@/lib/billing/views";

const brands: Record<string, string> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
};

/** "Visa ending in 4242". */
export const describeCard = ({ brand, last4 }: Pick<CardView, "brand" | "last4">): string =>
  `${brands[brand] ?? "Card"} ending in ${last4}`;

/** A card is good to the end of its month. */
export function isCardOver({ expMonth, expYear }: Pick<CardView, "expMonth" | "expYear">, now: string): boolean {
  return Date.parse(now) >= Date.UTC(expYear, expMonth, 1);
}
