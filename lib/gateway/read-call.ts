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

/** A body over what the route takes. */
export const tooLarge = (limit: number): Refusal => ({
  code: "payload_too_large",
  params: { limit: { kind: "number", value: limit } },
  details: { limit },
});

/** A key in an address, also with its underscores in percent form. */
const carriesKey = /fg(?:_|%5f)(?:live|test)(?:_|%5f)/i;

type Fields = Map<string, string[]>;

function readFields(rawHeaders: readonly string[]): Fields {
  const fields: Fields = new Map();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    const values = fields.get(name);
    if (values) values.push(rawHeaders[i + 1] ?? "");
    else fields.set(name, [rawHeaders[i + 1] ?? ""]);
  }
  return fields;
}

/** What is wrong with the head as a whole, before anything of it is used. */
function headProblem(call: Call, fields: Fields): Refusal | null {
  if (call.target.length > maxTargetBytes) {
    return {
      code: "uri_too_long",
      params: { limit: { kind: "number", value: maxTargetBytes } },
      details: { limit: maxTargetBytes },
    };
  }
  let bytes = 0;
  for (const part of call.rawHeaders) bytes += part.length + 2;
  if (call.rawHeaders.length > 2 * maxHeaderFields || bytes > maxHeaderBytes) {
    return {
      code: "headers_too_large",
      params: { limit: { kind: "number", value: maxHeaderBytes } },
      details: { limit: maxHeaderBytes },
    };
  }
  if (!call.target.startsWith("/")) return badRequest("the request target must be a path");
  if (!/^[\x21-\x7e]*$/.test(call.target) || call.target.includes("#")) {
    return badRequest("the address has characters that must be percent-encoded");
  }
  const authorizations = fields.get("authorization") ?? [];
  if (authorizations.some((value) => value !== authorizations[0])) {
    return badRequest("several different credentials were sent", "Authorization");
  }
  for (const name of ["content-length", "host", "content-type"]) {
    if ((fields.get(name)?.length ?? 0) > 1) return badRequest(`${name} was sent more than once`, name);
  }
  const length = fields.get("content-length")?.[0];
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    return badRequest("Content-Length is not a number", "Content-Length");
  if (length !== undefined && fields.has("transfer-encoding")) {
    return badRequest("Content-Length and Transfer-Encoding exclude each other", "Transfer-Encoding");
  }
  const codings = fields.get("transfer-encoding");
  if (codings && codings.join(", ").trim().toLowerCase() !== "chunked") {
    // The body is sent on with a framing of ours, so a second coding would be lost on the way.
    return badRequest("the only transfer coding that is taken is chunked", "Transfer-Encoding");
  }
  const expects = fields.get("expect");
  if (expects?.some((value) => value.trim().toLowerCase() !== "100-continue")) {
    return badRequest("the only expectation that is taken is 100-continue", "Expect");
  }
  return null;
}

/**
 * Reads a call's head: which api and path, which credential, what the caller wants back. No byte of the path is
 * decoded or changed.
 */
export function readCall(call: Call): { read: ReadCall; refusal: Refusal | null } {
  const fields = readFields(call.rawHeaders);
  const problem = headProblem(call, fields);
  const only = (name: string): string | null => fields.get(name)?.[0] ?? null;
  const mark = call.target.indexOf("?");
  const fullPath = mark < 0 ? call.target : call.target.slice(0, mark);
  const slash = fullPath.indexOf("/", 1);
  const clientRequestId = only("x-request-id");
  const length = only("content-length");
  const read: ReadCall = {
    slug: slash < 0 ? fullPath.slice(1) : fullPath.slice(1, slash),
    path: slash < 0 ? "/" : fullPath.slice(slash),
    query: mark < 0 ? "" : call.target.slice(mark),
    authorization: only("authorization"),
    accept: fields.get("accept")?.join(", "),
    acceptLanguage: fields.get("accept-language")?.join(", "),
    origin: only("origin"),
    preflightFor: call.method === "OPTIONS" && fields.has("origin") ? only("access-control-request-method") : null,
    clientRequestId: clientRequestId && /^[A-Za-z0-9._:-]{1,128}$/.test(clientRequestId) ? clientRequestId : null,
    traceparent: only("traceparent"),
    forwardedFor: fields.get("x-forwarded-for")?.join(",") ?? null,
    contentLength: length === null || !/^\d{1,15}$/.test(length) ? null : Number(length),
    hasIdempotencyKey: fields.has("idempotency-key"),
    connectionNames: (fields.get("connection") ?? []).flatMap((value) =>
      value
        .toLowerCase()
        .split(",")
        .map((name) => name.trim()),
    ),
  };
  if (problem) return { read, refusal: problem };
  if (carriesKey.test(call.target)) {
    // A key in an address is in somebody's log by now; it is not accepted there and never sent on.
    return { read, refusal: { code: "invalid_api_key", variant: "malformed", details: { reason: "malformed" } } };
  }
  return { read, refusal: null };
}
