import { currencyExponent } from "@/lib/money";

/**
 * What a person typed as an amount, in integer minor units: `"49.00"` in EUR is 4900. Comma and point both mark the
 * decimals; digits beyond the currency's ISO exponent are refused rather than rounded. Null when it is no amount.
 */
export function parseMoney(text: string, currency: string): number | null {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (!match) return null;
  const exponent = currencyExponent(currency);
  const decimals = match[2] ?? "";
  if (decimals.length > exponent) return null;
  const minor = Number(`${match[1]}${decimals.padEnd(exponent, "0")}`);
  return Number.isSafeInteger(minor) ? minor : null;
}
