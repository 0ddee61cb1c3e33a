import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";

/** Stripe keeps at most twelve decimals. */
const places = 12;
const one = 10n ** BigInt(places);

/** A decimal of the wire as an integer of 10⁻¹². @throws StripeError on more than twelve decimals */
export function parseDecimal(text: string, param: string): bigint {
  const [, sign, whole, fraction = ""] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? refuse(`Invalid decimal: ${text}`, param);
  if (fraction.length > places) refuse(`Invalid decimal: ${text}; at most ${places} decimal places`, param);
  const digits = BigInt(`${whole}${fraction.padEnd(places, "0")}`);
  return sign ? -digits : digits;
}

export function formatDecimal(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -places)}${fraction && `.${fraction}`}`;
}

/** A sum of products of two decimals, rounded once to whole minor units; halves go up in size. */
export function roundProduct(sum: bigint): number {
  const unit = one * one;
  const size = sum < 0n ? -sum : sum;
  const rounded = Number((size + unit / 2n) / unit);
  return sum < 0n ? -rounded : rounded;
}

/** The share of an amount that a part of a span is; rounded once. */
export function share(amount: number, partSeconds: number, wholeSeconds: number): number {
  if (partSeconds <= 0 || wholeSeconds <= 0) return 0;
  const whole = BigInt(wholeSeconds);
  const product = BigInt(Math.abs(amount)) * BigInt(Math.min(partSeconds, wholeSeconds));
  const rounded = Number((product + whole / 2n) / whole);
  return amount < 0 ? -rounded : rounded;
}
