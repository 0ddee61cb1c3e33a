/** Headers that belong to one connection, and those of an answer that already mean something to callers or to us. */
const taken = new Set([
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "content-type",
  "date",
  "server",
  "set-cookie",
  "set-cookie2",
  "www-authenticate",
  "location",
  "request-id",
  "retry-after",
  "settlement-overrides",
]);
const takenPrefix = /^(?:proxy-|x?-?ratelimit|faregate-|access-control-|x-?payment|payment-)/;

/** True for a header in which an upstream may say what a call cost: a token (RFC 9110 §5.6.2) that is free for it. */
export function isCostHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(lower) && !taken.has(lower) && !takenPrefix.test(lower);
}
