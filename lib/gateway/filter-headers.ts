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
    const lower = name.toLowerCase();
    const canonical = lower.includes("_") ? lower.replaceAll("_", "-") : lower;
    if (requestDropped.has(canonical) || requestDroppedPrefix.test(canonical)) continue;
    if (canonical === more.credentialHeader || (more.dropCookies && canonical === "cookie")) continue;
    if (connectionNames.length > 0 && connectionNames.includes(lower)) continue;
    if (carriesKey.test(value)) continue;
    kept.push(name, value);
  }
  return kept;
}

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

/** What of the upstream's headers the caller may see, as name, value, …. */
export function filterResponseHeaders(rawHeaders: readonly Buffer[]): string[] {
  const kept: string[] = [];
  let connectionNames: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length === 10 && rawHeaders[i]?.toString("latin1").toLowerCase() === "connection") {
      connectionNames = (rawHeaders[i + 1]?.toString("latin1") ?? "")
        .toLowerCase()
        .split(",")
        .map((name) => name.trim());
    }
  }
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toString("latin1") ?? "";
    const value = rawHeaders[i + 1]?.toString("latin1") ?? "";
    const lower = name.toLowerCase();
    if (responseDropped.has(lower) || responseDroppedPrefix.test(lower) || connectionNames.includes(lower)) continue;
    if (lower === "www-authenticate" && /\b(?:payment|l402)\b/i.test(value)) continue;
    kept.push(name, value);
  }
  return kept;
}
