import type { PageTexts } from "@/lib/messages/page-texts";
import { pagesDe } from "@/lib/messages/pages-de";
import { pagesEn } from "@/lib/messages/pages-en";
import type { Locale } from "@/lib/messages/types";

/** The public pages' words in every installed language. */
export const pageCatalogue: Readonly<Record<Locale, PageTexts>> = { en: pagesEn, de: pagesDe };
