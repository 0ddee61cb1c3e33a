import { creditDecimal } from "@/lib/credits";
import { catalogue } from "@/lib/messages/catalogue";
import type { Locale } from "@/lib/messages/types";
import { type Money, moneyDecimal } from "@/lib/money";
import { wallTime } from "@/lib/wall-time";

/** `en` alone would leave the order of dates to the runtime. */
export const intlLocale: Readonly<Record<Locale, string>> = { en: "en-US", de: "de-DE" };

// Making an Intl object costs far more than using one, and a refusal is the most frequent answer of all.
const made = new Map<string, unknown>();
function once<Formatter>(key: string, make: () => Formatter): Formatter {
  const known = made.get(key) as Formatter | undefined;
  if (known !== undefined) return known;
  const formatter = make();
  // Currencies come from the catalogue; the bound only keeps a mistake from growing.
  if (made.size < 500) made.set(key, formatter);
  return formatter;
}

export const formatNumber = (value: number, locale: Locale): string =>
  once(`n:${locale}`, () => new Intl.NumberFormat(intlLocale[locale])).format(value);

export const pluralForm = (value: number, locale: Locale): "one" | "other" =>
  once(`p:${locale}`, () => new Intl.PluralRules(intlLocale[locale])).select(value) === "one" ? "one" : "other";

const options = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" } as const;

export const formatDay = (value: Date, locale: Locale): string =>
  once(`d:${locale}`, () => new Intl.DateTimeFormat(intlLocale[locale], options)).format(value);

/**
 * `December 1, 2026 at 00:00 UTC`, or `… at 00:00 (Europe/Berlin)`: the zone is always printed, seconds where leaving
 * them out would be untrue.
 */
export function formatInstant(value: Date, locale: Locale, timeZone = "UTC"): string {
  const wall = new Date(wallTime(value.getTime(), timeZone));
  const time = wall.toISOString().slice(11, wall.getUTCSeconds() === 0 ? 16 : 19);
  const zone = timeZone === "UTC" ? timeZone : `(${timeZone})`;
  const values: Record<string, string> = { date: formatDay(wall, locale), time, zone };
  return catalogue[locale].dateTime.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** `€49.00` or `49,00 €`, with exactly the currency's decimals. */
export function formatPrice(money: Money, locale: Locale): string {
  return once(
    `m:${locale}:${money.currency}`,
    () => new Intl.NumberFormat(intlLocale[locale], { style: "currency", currency: money.currency }),
  ).format(Number(moneyDecimal(money)));
}

/** `12.50` or `12,50`: two to six decimals, none of them rounded. */
export const formatCredits = (micro: number, locale: Locale): string =>
  once(
    `c:${locale}`,
    () => new Intl.NumberFormat(intlLocale[locale], { minimumFractionDigits: 2, maximumFractionDigits: 6 }),
  ).format(creditDecimal(micro) as Intl.StringNumericLiteral);

const steps = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** `41 seconds`, `1 minute`: the largest unit that is exact, and from two of a unit on rounded up to it. */
export function formatDuration(seconds: number, locale: Locale): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [unit, size] = steps.find(([, s]) => whole >= 2 * s || whole === s) ?? (["second", 1] as const);
  const count = Math.ceil(whole / size);
  const [one, other] = catalogue[locale].durations[unit];
  return `${formatNumber(count, locale)} ${pluralForm(count, locale) === "one" ? one : other}`;
}

/** The word for a feature's unit beside a number. */
export function formatUnit(unit: { one: string; other: string }, count: number, locale: Locale): string {
  const [one, other] = catalogue[locale].units[unit.one] ?? [unit.one, unit.other];
  return pluralForm(count, locale) === "one" ? one : other;
}
