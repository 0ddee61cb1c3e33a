import type { Money } from "@/lib/money";
import type { NoticeData, NoticeKind } from "@/lib/notice-data";

/** How values are said in one language. */
export type Say = {
  money: (money: Money) => string;
  /** With its zone. */
  moment: (instant: string) => string;
  day: (instant: string) => string;
  credits: (micro: number) => string;
  /** Why a payment failed, as a sentence; null: nothing is known. */
  cause: (cause: string | null) => string;
};

/** `title` is a fact with its date; `text` says what follows, what does not, and the way out. */
export type NoticeText = { title: string; text: string; action: string | null };

/** All notices in one language. */
export type NoticeTexts = {
  notices: { [K in NoticeKind]: (data: NoticeData[K], say: Say) => NoticeText };
  /** Below a mail. */
  alsoTo: (names: string) => string;
  /** Why somebody got it. */
  why: (tenantName: string) => string;
};
