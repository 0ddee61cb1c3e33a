import { createHash } from "node:crypto";
import type { Locale } from "@/lib/messages/types";
import { pickLocale } from "@/lib/negotiate/pick-locale";
import { type MediaType, pickMediaType } from "@/lib/negotiate/pick-media-type";
import { describeHeaders } from "@/lib/problem/describe-headers";
import { describeProblem, isNeutral, type ProblemBody } from "@/lib/problem/describe-problem";
import { problemStyle, renderHtml, renderText } from "@/lib/problem/render-forms";
import type { ProblemInput, ProblemWant, RenderedProblem } from "@/lib/problem/types";

const maxBodyBytes = 8_192;

const styleHash = createHash("sha256").update(problemStyle).digest("base64");
const pageHeaders = {
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "X-Robots-Tag": "noindex",
  "Referrer-Policy": "no-referrer",
};

/** Writes the body; one that grew too large gives up its details first, list entries before the rest. */
function toJson(body: ProblemBody): string {
  const text = JSON.stringify(body);
  // Three bytes is the most that one UTF-16 unit takes.
  if (text.length * 3 <= maxBodyBytes || Buffer.byteLength(text) <= maxBodyBytes) return text;
  const { errors } = body.details;
  if (Array.isArray(errors) && errors.length > 10) {
    return toJson({ ...body, details: { ...body.details, errors: errors.slice(0, 10), omitted: errors.length - 10 } });
  }
  if (Object.keys(body.details).length > 0) return toJson({ ...body, details: {} });
  return JSON.stringify(shorten(body));
}

/** What a client cannot do without: the last resort for names of absurd length. */
function shorten(body: ProblemBody): ProblemBody {
  const { type, title, status, instance, code, details, link, actions, retry, requestId, timestamp } = body;
  const detail = body.detail.slice(0, 500);
  const core = { type, title, status, detail, instance, code, message: detail, details, link, actions, retry };
  return { ...core, requestId, timestamp, documentation: body.documentation };
}

function toBody(body: ProblemBody, mediaType: MediaType, locale: Locale): string {
  if (mediaType === "text/html") return renderHtml(body, locale);
  if (mediaType === "text/plain") return renderText(body);
  return toJson(body);
}

/**
 * Turns a problem into the complete answer of the response contract: status, headers and body in the caller's
 * language and media type. Pure and cheap, because refusals are the most frequent answer of a gateway.
 */
export function renderProblem(input: ProblemInput, want: ProblemWant): RenderedProblem {
  const mediaType = pickMediaType(want.accept);
  // A given explanation is English, and `Content-Language` must be true.
  const locale = input.explanation && !isNeutral(input) ? "en" : pickLocale(want);
  const body = describeProblem(input, locale);
  const headers = describeHeaders(input, body, locale, mediaType);
  if (mediaType === "text/html") Object.assign(headers, pageHeaders);
  return { status: body.status, headers, body: toBody(body, mediaType, locale) };
}
