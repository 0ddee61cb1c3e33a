/** Headers that belong to one connection, and those that the gateway writes itself. Names with `-` for `_`. */
const requestDropped = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
  "expect",
  "host",
  "content-length",
  "authorization",
  "x-api-key",
  "forwarded",
  "x-real-ip",
  "request-id",
  "traceparent",
  "next-action",
  "payment-signature",
  "payment-authorization",
  "accept-payment",
  "x-payment",
]);
const requestDroppedPrefix = /^(?:faregate-|x-forwarded-|x-middleware-|x-faregate-)/;
/** A value that carries a key, or what no header line may carry. */
const unfitValue = /fg_(?:live|test)_|[^\t\x20-\x7e\x80-\xff]/;
const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

const responseDropped = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-connection",
  "proxy-authentication-info",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "set-cookie",
  "set-cookie2",
  "clear-site-data",
  "strict-transport-security",
  "service-worker-allowed",
  "server",
  "alt-svc",
  "request-id",
  "settlement-overrides",
]);
const responseDroppedPrefix = /^(?:payment-|x-payment|crawler-|ratelimit|x-ratelimit-|faregate-|access-control-)/;

/** A header's name in lower case with `-` for `_`, or empty for one that never passes. */
type Judge = (lower: string) => string;

// The same few names come with every call; what is said of them is said once.
const maxNames = 2_000;
function remember(judge: Judge): (name: string) => string {
  const names = new Map<string, string>();
  return (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    // A part of a text keeps all of it in memory. A name of other characters is no header's.
    const own = Buffer.from(name, "latin1").toString("latin1");
    const said = own === name ? judge(own.toLowerCase()) : "";
    if (names.size < maxNames && own.length <= 64) names.set(own, said);
    return said;
  };
}

const requestName = remember((lower) => {
  const canonical = lower.replaceAll("_", "-");
  const isDropped = !token.test(lower) || requestDropped.has(canonical) || requestDroppedPrefix.test(canonical);
  return isDropped ? "" : canonical;
});
const responseName = remember((lower) =>
  responseDropped.has(lower) || responseDroppedPrefix.test(lower) ? "" : lower,
);

/**
 * What of the caller's headers the upstream may see, as lines of a request's head. The key is never among it, wherever it
 * was put; nor are twins of our names written with underscores, which some servers read as the same.
 * @param credentialHeader lower-case name of the header that carries our own credential there.
 */
export function filterRequestHeaders(
  rawHeaders: readonly string[],
  connectionNames: readonly string[],
  credentialHeader: string | null,
  dropsCookies: boolean,
): string {
  let lines = "";
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const value = rawHeaders[i + 1] ?? "";
    const canonical = requestName(name);
    if (canonical === "" || canonical === credentialHeader) continue;
    if (dropsCookies && canonical === "cookie") continue;
    if (connectionNames.length > 0 && connectionNames.includes(name.toLowerCase())) continue;
    if (unfitValue.test(value)) continue;
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

/**
 * What of the upstream's headers the caller may see, as name, value, …, put behind `ours`.
 * @param connection lower-case tokens of its `Connection`: headers of these names belong to that connection.
 * @param costHeader lower-case name of the header that tells what a call cost; it is for the gateway alone.
 */
export function filterResponseHeaders(
  rawHeaders: readonly string[],
  connection: readonly string[],
  costHeader: string | null = null,
  ours: string[] = [],
): string[] {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const lower = responseName(name);
    if (lower === "" || lower === costHeader || connection.includes(lower)) continue;
    const value = rawHeaders[i + 1] ?? "";
    if (lower === "www-authenticate" && /\b(?:payment|l402)\b/i.test(value)) continue;
    ours.push(name, value);
  }
  return ours;
}

/** Every value of one of the upstream's headers. */
export function responseValues(rawHeaders: readonly string[], lowerName: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length === lowerName.length && rawHeaders[i]?.toLowerCase() === lowerName) {
      values.push(rawHeaders[i + 1] ?? "");
    }
  }
  return values;
}
