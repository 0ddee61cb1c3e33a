import { currencyExponent, formatMoney } from "@/lib/money";

/** 10⁻¹² minor units make one: the finest price that the payment provider bills. */
const perMinor = 1_000_000_000_000n;
/** Prices are told for the first of these numbers of units that makes them whole; finer ones keep decimals. */
const told = [1n, 100n, 1_000n, 10_000n, 100_000n, 1_000_000n];

/**
 * What a person types as the price of use beyond the quota, `"0.60 per 100"` or `"0.006"`, in 10⁻¹² minor units a unit.
 * Null when it is no price, is finer than can be billed, or is more than about 9,000 minor units a unit.
 */
export function parseOverageRate(text: string, currency: string): number | null {
  const match =
    /^(\d{1,12})(?:[.,](\d{1,14}))?(?:\s*(?:per|\/|je|pro)\s*(\d{1,3}(?:[,.' ]?\d{3}){0,3}|\d{1,12}))?$/i.exec(
      text.trim(),
    );
  if (!match) return null;
  const [, whole = "", decimals = "", count = "1"] = match;
  const units = BigInt(count.replace(/\D/g, ""));
  if (units === 0n) return null;
  const above = BigInt(`${whole}${decimals}`) * 10n ** BigInt(currencyExponent(currency)) * perMinor;
  const below = 10n ** BigInt(decimals.length) * units;
  if (above % below !== 0n) return null;
  const rate = above / below;
  return rate <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(rate) : null;
}

/** The number of units for which a rate is told, and the amount for them as a decimal string: `{ amount: "0.60", units: 100 }`. */
export function splitOverageRate(rateE12: number, currency: string): { amount: string; units: number } {
  const rate = BigInt(rateE12);
  const units = told.find((count) => (rate * count) % perMinor === 0n) ?? 1_000_000n;
  const exponent = currencyExponent(currency);
  const digits = String(rate * units).padStart(12 + exponent + 1, "0");
  const whole = digits.slice(0, digits.length - 12 - exponent);
  const fraction = digits.slice(whole.length);
  const decimals = fraction.slice(0, exponent) + fraction.slice(exponent).replace(/0+$/, "");
  return { amount: decimals === "" ? whole : `${whole}.${decimals}`, units: Number(units) };
}

/** A rate as it is typed: `"0.60 per 100"`; `parseOverageRate` reads it back. */
export function overageRateText(rateE12: number, currency: string): string {
  const { amount, units } = splitOverageRate(rateE12, currency);
  return units === 1 ? amount : `${amount} per ${units}`;
}

/** A rate for people: `"€0.60 per 100"`, `"€2.00 each"`. Never rounded. */
export function formatOverageRate(rateE12: number, currency: string, locale: string): string {
  const { amount, units } = splitOverageRate(rateE12, currency);
  const [whole = "0", decimals = ""] = amount.split(".");
  const exponent = currencyExponent(currency);
  const isWhole = decimals.length <= exponent;
  const money = isWhole
    ? formatMoney({ amountMinor: Number(`${whole}${decimals.padEnd(exponent, "0")}`), currency }, locale)
    : new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 20 }).format(Number(amount));
  const isGerman = locale.startsWith("de");
  if (units === 1) return `${money} ${isGerman ? "je Einheit" : "each"}`;
  return `${money} ${isGerman ? "je" : "per"} ${new Intl.NumberFormat(locale).format(units)}`;
}
