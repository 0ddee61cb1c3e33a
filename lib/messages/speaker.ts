import { catalogue } from "@/lib/messages/catalogue";
import { pageCatalogue } from "@/lib/messages/page-catalogue";
import type { PageTexts } from "@/lib/messages/page-texts";
import { renderMessage } from "@/lib/messages/render-message";
import type { Locale, Messages, Params, Template } from "@/lib/messages/types";

/** All that a page needs to speak one language. */
export type Speaker = {
  locale: Locale;
  pages: PageTexts;
  messages: Messages;
  say: (template: Template, params: Params) => string;
};

export const speaker = (locale: Locale): Speaker => ({
  locale,
  pages: pageCatalogue[locale],
  messages: catalogue[locale],
  say: (template, params) => renderMessage(template, params, locale) ?? "",
});
