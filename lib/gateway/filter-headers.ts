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
const carriesKey = /fg_(?:live|test)_/;

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
    const said = judge(name.toLowerCase());
    if (names.size < maxNames && name.length <= 64) names.set(name, said);
    return said;
  };
}

const requestName = remember((lower) => {
  const canonical = lower.replaceAll("_", "-");
  return requestDropped.has(canonical) || requestDroppedPrefix.test(canonical) ? "" : canonical;
});
const responseName = remember((lower) =>
  responseDropped.has(lower) || responseDroppedPrefix.test(lower) ? "" : lower,
);

/**
 * What of the caller's headers the upstream may see, as name, value, …. The key is never among it, wherever it was
 * put; nor are twins of our names written with underscores, which some servers read as the same.
 */
export function filterRequestHeaders(
  rawHeaders: readonly string[],
  connectionNames: readonly string[],
  more: { credentialHeader: string | null; dropCookies: boolean },
): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    const value = rawHeaders[i + 1] ?? "";
    const canonical = requestName(name);
    if (canonical === "" || canonical === more.credentialHeader) continue;
    if (more.dropCookies && canonical === "cookie") continue;
    if (connectionNames.length > 0 && connectionNames.includes(name.toLowerCase())) continue;
    if (carriesKey.test(value)) continue;
    kept.push(name, value);
  }
  return kept;
}

const namesIn = (value: string): string[] =>
  value
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());

/** Header names that the upstream's own `Connection` declares hop-by-hop. */
function connectionNamesOf(rawHeaders: readonly Buffer[]): readonly string[] {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length !== 10 || rawHeaders[i]?.toString("latin1").toLowerCase() !== "connection") continue;
    const value = rawHeaders[i + 1]?.toString("latin1") ?? "";
    // The two words that nearly every answer has name no header that would pass.
    return value === "keep-alive" || value === "close" ? [] : namesIn(value);
  }
  return [];
}

/**
 * What of the upstream's headers the caller may see, as name, value, …, put behind `ours`.
 * @param costHeader lower-case name of the header that tells what a call cost; it is for the gateway alone.
 */
export function filterResponseHeaders(
  rawHeaders: readonly Buffer[],
  costHeader: string | null = null,
  ours: string[] = [],
): string[] {
  const connectionNames = connectionNamesOf(rawHeaders);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toString("latin1") ?? "";
    const lower = responseName(name);
    if (lower === "" || lower === costHeader) continue;
    if (connectionNames.length > 0 && connectionNames.includes(lower)) continue;
    const value = rawHeaders[i + 1]?.toString("latin1") ?? "";
    if (lower === "www-authenticate" && /\b(?:payment|l402)\b/i.test(value)) continue;
    ours.push(name, value);
  }
  return ours;
}

/** Every value of one of the upstream's headers. */
export function responseValues(rawHeaders: readonly Buffer[], lowerName: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length === lowerName.length && rawHeaders[i]?.toString("latin1").toLowerCase() === lowerName) {
      values.push(rawHeaders[i + 1]?.toString("latin1") ?? "");
    }
  }
  return values;
}
