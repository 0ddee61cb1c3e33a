import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";

/** Text that is HTML already; everything else is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | null | undefined | false | Html | Html[];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A template whose values are escaped. */
export function html(texts: TemplateStringsArray, ...values: Part[]): Html {
  return new Html(texts.map((text, at) => text + (at < values.length ? show(values[at]) : "")).join(""));
}

function show(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(show).join("");
  if (part === null || part === undefined || part === false) return "";
  return String(part).replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f6f8fa; color: #1a1f36 }
  main { max-width: 56rem; margin: 1.5rem auto; padding: 1.5rem; background: #fff; border-radius: 8px }
  label { display: block; margin: .75rem 0 .25rem }
  input, select { font: inherit; padding: .5rem; border: 1px solid #6b7280; border-radius: 6px; width: 100%; box-sizing: border-box }
  input[type="checkbox"] { width: auto; margin-right: .5rem }
  fieldset { margin: 1.25rem 0 0; border: 1px solid #c5cdd8; border-radius: 6px }
  button { font: inherit; margin: .75rem .5rem 0 0; padding: .5rem 1rem; border: 1px solid #0a4ea8; border-radius: 6px; background: #0a4ea8; color: #fff; cursor: pointer }
  button.quiet { background: #fff; color: #1a1f36; border-color: #6b7280 }
  table { width: 100%; border-collapse: collapse } td, th { padding: .4rem; text-align: left; border-bottom: 1px solid #d8dee6 }
  .error { background: #fdecea; color: #8a1c12; padding: .75rem; border-radius: 6px }
  .banner { background: #fff3cd; color: #4d3800; padding: .5rem 1.5rem; margin: 0 }
  .row { display: flex; gap: 1rem } .row > * { flex: 1 } form.inline { display: inline }
`;

/** A whole page under the banner that says what it is. */
export function page(title: string, body: Html, status = 200): PageAnswer {
  const text = html`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${new Html(style)}</style></head><body>
<p class="banner" role="note">Stripe sandbox: no real payment is made here. Use test cards only.</p>
<main><h1>${title}</h1>${body}</main></body></html>`.text;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
  };
  return { status, headers, body: text };
}

export const redirect = (location: string): PageAnswer => ({ status: 303, headers: { location }, body: "" });

export const money = (amount: number, currency: string | null) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: currency ?? "usd" }).format(amount / 100);

export const day = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export const alert = (message: string | null, code?: string) =>
  message ? html`<p class="error" role="alert" data-code="${code}">${message}</p>` : html``;
