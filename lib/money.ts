/** Money in minor units (cents); never a fraction. */
export type Money = { amountMinor: number; currency: string };

// Every refusal that names a price asks; making the formatter costs more than the rest of the answer.
const exponents = new Map<string, number>();

/** Decimal places of a currency by ISO 4217, as `Intl` knows them. */
export function currencyExponent(currency: string): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    exponent =
      new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, exponent);
  }
  return exponent;
}

/** `{ amountMinor: 4900, currency: "EUR" }` → `"49.00"`: exactly the currency's ISO exponent, for bodies and CSV. */
export function moneyDecimal({ amountMinor, currency }: Money): string {
  const exponent = currencyExponent(currency);
  const sign = amountMinor < 0 ? "-" : "";
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, "0");
  return exponent === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Money for people, in a named locale: `"€49.00"`. */
export function formatMoney(money: Money, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: money.currency }).format(
    Number(moneyDecimal(money)),
  );
}
