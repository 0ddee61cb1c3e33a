import type { Call, ReadCall, Refusal } from "@/lib/gateway/types";

export const maxTargetBytes = 8_192;
export const maxHeaderFields = 100;
export const maxHeaderBytes = 16_384;

/** A request that breaks a rule of form; `problem` is part of a sentence. */
export const badRequest = (problem: string, header?: string): Refusal => ({
  code: "invalid_request",
  params: { problem: { kind: "text", value: problem } },
  details: { problem, ...(header && { header }) },
});

/** Something over the most that is taken of it. */
const over = (code: "payload_too_large" | "uri_too_long" | "headers_too_large", limit: number): Refusal => ({
  code,
  params: { limit: { kind: "number", value: limit } },
  details: { limit },
});

/** A body over what the route takes. */
export const tooLarge = (limit: number): Refusal => over("payload_too_large", limit);

/** A key in an address, also with its underscores in percent form. */
const carriesKey = /fg(?:_|%5f)(?:live|test)(?:_|%5f)/i;
/** Visible ASCII without `#`. */
const plainTarget = /^[\x21\x22\x24-\x7e]*$/;
const plainRequestId = /^[A-Za-z0-9._:-]{1,128}$/;

/** Fields that are read; any other is only counted and passed on. */
const fieldNames = [
  "accept",
  "accept-language",
  "access-control-request-method",
  "authorization",
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "idempotency-key",
  "origin",
  "traceparent",
  "transfer-encoding",
  "x-forwarded-for",
  "x-request-id",
] as const;
type FieldName = (typeof fieldNames)[number];

// Names come in few spellings, each very often. Null: a name that is not read.
const spellings = new Map<string, FieldName | null>(fieldNames.map((name) => [name, name]));
const maxSpellings = 2_000;

function fieldOf(name: string): FieldName | null {
  const known = spellings.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const field = fieldNames.find((each) => each === lower) ?? null;
  if (spellings.size < maxSpellings && name.length <= 64) spellings.set(name, field);
  return field;
}

/** First value of each field, all of those that may come in several, and what is wrong with how often they came. */
type Fields = { first: Partial<Record<FieldName, string>>; bytes: number; problem: Refusal | null };

/** Lists of one meaning, however they are split over lines. */
const joined: Partial<Record<FieldName, string>> = {
  accept: ", ",
  "accept-language": ", ",
  connection: ",",
  expect: ",",
  "transfer-encoding": ", ",
  "x-forwarded-for": ",",
};

function readFields(rawHeaders: readonly string[]): Fields {
  const first: Fields["first"] = {};
  let bytes = 0;
  let problem: Refusal | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const value = rawHeaders[i + 1] ?? "";
    bytes += name.length + value.length + 4;
    const field = fieldOf(name);
    if (field === null) continue;
    const before = first[field];
    if (before === undefined) first[field] = value;
    else if (joined[field] !== undefined) first[field] = before + joined[field] + value;
    else if (field === "authorization") {
      if (before !== value) problem ??= badRequest("several different credentials were sent", "Authorization");
    } else if (field === "content-length" || field === "host" || field === "content-type") {
      problem ??= badRequest(`${field} was sent more than once`, field);
    }
  }
  return { first, bytes, problem };
}

/** What is wrong with the head as a whole, before anything of it is used. */
function headProblem(call: Call, { first, bytes, problem }: Fields): Refusal | null {
  if (call.target.length > maxTargetBytes) return over("uri_too_long", maxTargetBytes);
  if (call.rawHeaders.length > 2 * maxHeaderFields || bytes > maxHeaderBytes) {
    return over("headers_too_large", maxHeaderBytes);
  }
  if (call.target.charCodeAt(0) !== 47) return badRequest("the request target must be a path");
  if (!plainTarget.test(call.target)) return badRequest("the address has characters that must be percent-encoded");
  if (problem) return problem;
  const length = first["content-length"];
  const codings = first["transfer-encoding"];
  if (length !== undefined && !/^\d{1,15}$/.test(length)) {
    return badRequest("Content-Length is not a number", "Content-Length");
  }
  if (length !== undefined && codings !== undefined) {
    return badRequest("Content-Length and Transfer-Encoding exclude each other", "Transfer-Encoding");
  }
  if (codings !== undefined && codings.trim().toLowerCase() !== "chunked") {
    // The body is sent on with a framing of ours, so a second coding would be lost on the way.
    return badRequest("the only transfer coding that is taken is chunked", "Transfer-Encoding");
  }
  const expects = first.expect;
  if (expects?.split(",").some((value) => value.trim().toLowerCase() !== "100-continue")) {
    return badRequest("the only expectation that is taken is 100-continue", "Expect");
  }
  if (carriesKey.test(call.target)) {
    // A key in an address is in somebody's log by now; it is not accepted there and never sent on.
    return { code: "invalid_api_key", variant: "malformed", details: { reason: "malformed" } };
  }
  return null;
}

const none: readonly string[] = [];

function readConnection(value: string | undefined): readonly string[] {
  if (value === undefined || value === "keep-alive") return none;
  return value
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
}

/**
 * Reads a call's head: which api and path, which credential, what the caller wants back. No byte of the path is
 * decoded or changed.
 */
export function readCall(call: Call): ReadCall {
  const fields = readFields(call.rawHeaders);
  const { first } = fields;
  const { target } = call;
  const mark = target.indexOf("?");
  const pathEnd = mark < 0 ? target.length : mark;
  const slash = target.indexOf("/", 1);
  const slugEnd = slash < 0 || slash > pathEnd ? pathEnd : slash;
  const clientRequestId = first["x-request-id"];
  const length = first["content-length"];
  const isPreflight = call.method === "OPTIONS" && first.origin !== undefined;
  return {
    problem: headProblem(call, fields),
    slug: target.slice(1, slugEnd),
    path: slugEnd === pathEnd ? "/" : target.slice(slugEnd, pathEnd),
    query: mark < 0 ? "" : target.slice(mark),
    authorization: first.authorization ?? null,
    accept: first.accept,
    acceptLanguage: first["accept-language"],
    origin: first.origin ?? null,
    preflightFor: isPreflight ? (first["access-control-request-method"] ?? null) : null,
    clientRequestId: clientRequestId !== undefined && plainRequestId.test(clientRequestId) ? clientRequestId : null,
    traceparent: first.traceparent ?? null,
    forwardedFor: first["x-forwarded-for"] ?? null,
    contentLength: length === undefined || !/^\d{1,15}$/.test(length) ? null : Number(length),
    hasIdempotencyKey: first["idempotency-key"] !== undefined,
    connectionNames: readConnection(first.connection),
  };
}
