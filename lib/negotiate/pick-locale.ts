import { type Locale, locales } from "@/lib/messages/types";
import { parseWeights, type Weighted } from "@/lib/negotiate/parse-weights";

export type LocaleWant = {
  acceptLanguage?: string | null | undefined;
  /** Wins among equal weights. */
  tenantLocale?: string | null | undefined;
  /** The operator's: for `*` and a missing header. */
  defaultLocale: Locale;
};

/** RFC 4647 §3.4: cut subtags from the end until an installed language is left. */
function lookUp(range: string): Locale | null {
  for (let at = range; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("-")))) {
    const found = locales.find((locale) => locale === at);
    if (found) return found;
  }
  return null;
}

const isLanguageRange = (range: string): boolean => range === "*" || /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/.test(range);

// Few different headers arrive, each very often. Null: malformed.
const known = new Map<string, readonly Weighted[] | null>();
const maxKnown = 500;

function readRanges(header: string): readonly Weighted[] | null {
  const kept = known.get(header);
  if (kept !== undefined) return kept;
  const ranges = parseWeights(header);
  const malformed = ranges.some(({ range, weight }) => Number.isNaN(weight) || !isLanguageRange(range));
  const read = malformed ? null : ranges;
  if (known.size < maxKnown && header.length <= 200) known.set(header, read);
  return read;
}

/**
 * Chooses the language of an answer by RFC 4647 lookup (response contract §7).
 * No match or a malformed header gives English.
 */
export function pickLocale({ acceptLanguage, tenantLocale, defaultLocale }: LocaleWant): Locale {
  if (acceptLanguage === undefined || acceptLanguage === null || acceptLanguage.trim() === "") return defaultLocale;
  const ranges = readRanges(acceptLanguage);
  if (!ranges) return "en";
  const excluded = new Set(ranges.filter(({ weight }) => weight === 0).map(({ range }) => range));
  const allowed = (locale: Locale | undefined) => (locale !== undefined && !excluded.has(locale) ? locale : null);

  let best: { locale: Locale; weight: number } | null = null;
  for (const { range, weight } of ranges) {
    if (weight === 0) continue;
    const locale =
      range === "*"
        ? (allowed(defaultLocale) ?? allowed(locales.find((other) => !excluded.has(other))))
        : allowed(lookUp(range) ?? undefined);
    if (!locale) continue;
    if (!best || weight > best.weight || (weight === best.weight && locale === tenantLocale)) best = { locale, weight };
  }
  return best?.locale ?? "en";
}
