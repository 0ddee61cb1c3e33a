import type { Locale } from "@/lib/messages/types";
import { noticeTexts, renderNotice, type Told } from "@/lib/notices/render-notice";

export type MailText = { subject: string; body: string };

export type MailAbout = {
  told: Told;
  tenantName: string;
  /** Where its button leads; null: there is nothing to do. */
  link: string | null;
  /** Names of the others who get it. */
  others: readonly string[];
  locale: Locale;
};

/** Names are typed by people: nothing in them may begin a header or a line of its own. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
const longestSubject = 200;

/** A notice as a mail in plain text: fact, what follows, the way out, who else knows, why it came. */
export function renderMail({ told, tenantName, link, others, locale }: MailAbout): MailText {
  const { title, text, action } = renderNotice(told, locale);
  const { alsoTo, why } = noticeTexts[locale];
  const lines = [
    oneLine(title),
    oneLine(text),
    action && link ? `${action}: ${link}` : null,
    others.length > 0 ? alsoTo(others.map(oneLine).join(", ")) : null,
    `--\n${why(oneLine(tenantName))}`,
  ];
  return {
    subject: oneLine(`${title} – ${tenantName}`).slice(0, longestSubject),
    body: `${lines.filter((line) => line !== null).join("\n\n")}\n`,
  };
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");

/** The same text as simple HTML; only addresses of the portal itself become links. */
export function mailHtml(body: string, portalUrl: string): string {
  const paragraphs = escapeHtml(body.trim())
    .split("\n\n")
    .map((paragraph) => `<p>${paragraph.replaceAll("\n", "<br>")}</p>`)
    .join("\n");
  const address = new RegExp(`${escapeHtml(portalUrl).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}/[^\\s<]*`, "g");
  return `<!doctype html>\n${paragraphs.replaceAll(address, (url) => `<a href="${url}">${url}</a>`)}\n`;
}
