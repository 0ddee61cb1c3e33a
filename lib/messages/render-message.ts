import {
  formatCredits,
  formatDuration,
  formatInstant,
  formatNumber,
  formatPrice,
  formatUnit,
  pluralForm,
} from "@/lib/messages/format-values";
import type { Locale, Param, Params, Template } from "@/lib/messages/types";

/** Names that people typed are cut here, so that no sentence grows without bound. */
const maxText = 120;

/** A template cut into text (even places) and placeholder names (odd places), once for each template. */
const cut = new Map<string, readonly string[]>();
function partsOf(template: string): readonly string[] {
  let parts = cut.get(template);
  if (!parts) {
    parts = template.split(/\{(\w+)\}/);
    cut.set(template, parts);
  }
  return parts;
}

/** The placeholders of a template, in order, for the test that compares languages. */
export const placeholdersOf = (template: string): string[] => partsOf(template).filter((_, i) => i % 2 === 1);

// Control characters would break a line of the text form, lone surrogates the encoding, and direction marks the reading.
const cleanText = (text: string): string =>
  text.slice(0, maxText).replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ");

function renderParam(param: Param, locale: Locale): string {
  switch (param.kind) {
    case "text":
      return cleanText(locale === "de" && param.de ? param.de : param.value);
    case "number":
      return formatNumber(param.value, locale);
    case "date":
      return formatInstant(param.value, locale, param.timeZone);
    case "money":
      return formatPrice(param.value, locale);
    case "credits":
      return formatCredits(param.micro, locale);
    case "duration":
      return formatDuration(param.seconds, locale);
    case "unit":
      return cleanText(formatUnit(param, param.count, locale));
  }
}

/** The number by which a template chooses its plural form. */
function countOf(param: Param | undefined): number {
  if (param?.kind === "number") return param.value;
  return param?.kind === "unit" ? param.count : 0;
}

/**
 * The sentence in one language, with every value formatted for it.
 * Null when a placeholder has no value: a sentence with a hole is never said.
 */
export function renderMessage(template: Template, params: Params, locale: Locale): string | null {
  const text = typeof template === "string" ? template : template[pluralForm(countOf(params[template.by]), locale)];
  const parts = partsOf(text);
  let sentence = parts[0] ?? "";
  for (let i = 1; i < parts.length; i += 2) {
    const param = Object.hasOwn(params, parts[i] ?? "") ? params[parts[i] ?? ""] : undefined;
    if (!param) return null;
    sentence += renderParam(param, locale) + (parts[i + 1] ?? "");
  }
  return sentence;
}
