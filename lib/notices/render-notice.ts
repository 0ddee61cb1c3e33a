import { catalogue } from "@/lib/messages/catalogue";
import { formatCredits, formatDay, formatInstant, formatPrice } from "@/lib/messages/format-values";
import type { Locale } from "@/lib/messages/types";
import type { NoticeData, NoticeKind } from "@/lib/notice-data";
import type { NoticeText, NoticeTexts, Say } from "@/lib/notices/texts";
import { textsDe } from "@/lib/notices/texts-de";
import { textsEn } from "@/lib/notices/texts-en";

export const noticeTexts: Readonly<Record<Locale, NoticeTexts>> = { en: textsEn, de: textsDe };

/** The kind and its parameters, as they are stored. */
export type Told = { [K in NoticeKind]: { kind: K; data: NoticeData[K] } }[NoticeKind];

/** A notice in its reader's language. Dates of billing are told in UTC, as on every money screen. */
export function renderNotice(told: Told, locale: Locale): NoticeText {
  const make = noticeTexts[locale].notices[told.kind] as (data: NoticeData[NoticeKind], say: Say) => NoticeText;
  return make(told.data, speaker(locale));
}

const speaker = (locale: Locale): Say => ({
  money: (money) => formatPrice(money, locale),
  moment: (instant) => formatInstant(new Date(instant), locale),
  day: (instant) => formatDay(new Date(instant), locale),
  credits: (micro) => formatCredits(micro, locale),
  cause: (cause) => sayCause(cause, locale),
});

/** The sentence that the answers of the portal give for the same cause. */
function sayCause(cause: string | null, locale: Locale): string {
  const { payment_declined, payment_failed, payment_action_required } = catalogue[locale].codes;
  for (const { detail } of [payment_declined, payment_failed, payment_action_required]) {
    const sentence = cause === null ? undefined : detail[cause];
    if (typeof sentence === "string" && !sentence.includes("{")) return sentence;
  }
  return payment_declined.plain;
}
