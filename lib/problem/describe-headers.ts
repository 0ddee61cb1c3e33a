import { codes } from "@/lib/errors";
import type { Locale } from "@/lib/messages/types";
import type { MediaType } from "@/lib/negotiate/pick-media-type";
import { isNeutral, type ProblemBody } from "@/lib/problem/describe-problem";
import type { ProblemInput } from "@/lib/problem/types";

/** Visible ASCII and spaces alone: a value with anything else could end the header or start another. */
const safe = (value: string, maxLength = 1_000): string => value.replace(/[^\x20-\x7e]/g, "").slice(0, maxLength);

/** A URL in angle brackets may hold neither brackets nor blanks. */
const linkTo = (url: string, rel: string): string => `<${safe(url).replace(/[<> ]/g, "")}>; rel="${rel}"`;

const always = ["Accept", "Accept-Language", "Authorization", "Origin"];
/** In-band payments answer differently to these; caches are told before they are switched on. */
const onPayment = ["PAYMENT-SIGNATURE", "Payment-Authorization"];

/** Seconds to wait when the caller was told no more: a store that comes back soon, or something slower. */
function retryAfter(input: ProblemInput): number | undefined {
  const { status } = codes[input.code];
  // A 402 does not heal by waiting.
  if (status === 402) return undefined;
  if (input.retryAfterSec !== undefined) return Math.max(1, Math.ceil(input.retryAfterSec));
  if (status === 429) return 1;
  if (status !== 503) return undefined;
  return input.code === "entitlement_unavailable" ? 1 : 5;
}

/** The headers of a problem (response contract §3). Nothing that people typed is ever among them. */
export function describeHeaders(
  input: ProblemInput,
  body: ProblemBody,
  locale: Locale,
  mediaType: MediaType,
): Record<string, string> {
  const { status } = codes[input.code];
  const vary = [...always, ...(status === 402 ? onPayment : []), ...(input.vary ?? [])];
  const help = linkTo(body.documentation, "help");
  const wait = retryAfter(input);
  const headers: Record<string, string> = {
    "Content-Type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
    "Content-Language": locale,
    "Cache-Control": "no-store",
    Vary: safe(vary.join(", "), 300),
    "Request-Id": safe(input.requestId, 64),
    Link: status === 402 && body.link ? `${linkTo(body.link, "payment")}, ${help}` : help,
  };
  if (wait !== undefined) headers["Retry-After"] = String(wait);
  if (input.rateLimit && (status === 429 || status === 402) && !isNeutral(input)) {
    headers["RateLimit-Policy"] = safe(input.rateLimit.policy, 400);
    headers.RateLimit = safe(input.rateLimit.limit, 400);
  }
  if (status === 401) {
    const error = input.code === "authentication_required" ? "" : ', error="invalid_token"';
    headers["WWW-Authenticate"] = safe(input.wwwAuthenticate ?? `Bearer realm="faregate"${error}`, 300);
  }
  if (status === 405) headers.Allow = safe((input.allow ?? []).join(", "), 200);
  return headers;
}
