import { catalogue } from "@/lib/messages/catalogue";
import type { Locale } from "@/lib/messages/types";
import type { ProblemBody } from "@/lib/problem/describe-problem";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");

/** The page's only style; its hash stands in the policy below, so nothing else can style or run. */
export const problemStyle = [
  ":root{color-scheme:light dark}",
  "body{margin:0;padding:12vh 24px 48px;background:#f8f9fa;color:#212529;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}",
  "main{max-width:560px;margin:0 auto;padding:24px;background:#fff;border:1px solid #ced4da;border-radius:8px}",
  "h1{margin:4px 0 12px;font-size:24px;line-height:1.3}",
  "p{margin:0 0 16px;overflow-wrap:anywhere}",
  "code,small{font-size:13px;color:#5c6670}",
  "code{font-family:ui-monospace,'SFMono-Regular',Menlo,monospace}",
  "a{color:#3b5bdb}",
  "a.main{display:inline-block;padding:11px 18px;border-radius:8px;background:#3b5bdb;color:#fff;font-weight:600;text-decoration:none}",
  "a:focus-visible{outline:2px solid #3b5bdb;outline-offset:2px}",
  "@media(prefers-color-scheme:dark){body{background:#0b0f17;color:#c9d1dc}main{background:#11161f;border-color:#2a3342}",
  "code,small{color:#8a95a5}a{color:#91a7ff}a.main{background:#3b5bdb;color:#fff}a:focus-visible{outline-color:#91a7ff}}",
].join("");

/** A page for a browser: title, sentence, the main way out, the request id. No script, nothing from elsewhere. */
export function renderHtml(body: ProblemBody, locale: Locale): string {
  const { labels } = catalogue[locale];
  const action = body.actions?.[0];
  const explain = typeof body.explainUrl === "string" ? body.explainUrl : undefined;
  return [
    `<!doctype html><html lang="${locale}" dir="ltr"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${body.status} ${escapeHtml(body.title)}</title><style>${problemStyle}</style></head><body><main>`,
    `<code>${body.status} ${escapeHtml(body.code)}</code><h1>${escapeHtml(body.title)}</h1>`,
    `<p>${escapeHtml(body.detail)}</p>`,
    action ? `<p><a class="main" href="${escapeHtml(action.href)}">${escapeHtml(action.title)}</a></p>` : "",
    explain ? `<p><a href="${escapeHtml(explain)}">${escapeHtml(labels.whyRefused)}</a></p>` : "",
    `<p><a href="${escapeHtml(body.documentation)}">${escapeHtml(labels.documentation)}</a></p>`,
    `<small>${escapeHtml(labels.requestId)} <code>${escapeHtml(body.requestId)}</code></small>`,
    "</main></body></html>\n",
  ].join("");
}

/** Three lines: title with code; sentence; link and request id. */
export function renderText(body: ProblemBody): string {
  const link = body.link ?? body.documentation;
  return `${body.status} ${body.title} (${body.code})\n${body.detail}\n${link} ${body.requestId}\n`;
}
