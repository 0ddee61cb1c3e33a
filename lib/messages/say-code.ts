import type { Code } from "@/lib/errors";
import { catalogue } from "@/lib/messages/catalogue";
import { renderMessage } from "@/lib/messages/render-message";
import type { Locale, Params } from "@/lib/messages/types";

/** The sentence of a code for one occurrence; its plain sentence when the variant or a value is not known. */
export function sayCode(code: Code, variant: string, params: Params, locale: Locale): string {
  const text = catalogue[locale].codes[code];
  const template = Object.hasOwn(text.detail, variant) ? text.detail[variant] : text.detail.default;
  return (template !== undefined && renderMessage(template, params, locale)) || text.plain;
}
