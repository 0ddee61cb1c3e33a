import type { Api } from "@/lib/catalog/types";

const requestHeaders =
  "Authorization, Content-Type, Accept, Accept-Language, Idempotency-Key, X-Request-Id, traceparent, tracestate, PAYMENT-SIGNATURE, Payment-Authorization, Accept-Payment, Access-Control-Expose-Headers";
const exposed =
  "Request-Id, Link, Retry-After, Content-Language, RateLimit, RateLimit-Policy, Faregate-Usage, Faregate-Notice, Idempotent-Replayed, PAYMENT-REQUIRED, PAYMENT-RESPONSE, WWW-Authenticate, Payment-Receipt";

/** The origin to allow: the caller's own when the api lists it (or lists `*`), else null. Never with credentials. */
export function allowedOrigin(api: Api | null, origin: string | null): string | null {
  if (!api || !origin) return null;
  return api.allowedOrigins.includes(origin) || api.allowedOrigins.includes("*") ? origin : null;
}

/** CORS headers of an answer; refusals carry them too, or a page could not read why it was refused. */
export function corsHeaders(api: Api | null, origin: string | null): string[] {
  const allowed = allowedOrigin(api, origin);
  return allowed ? ["Access-Control-Allow-Origin", allowed, "Access-Control-Expose-Headers", exposed] : [];
}

/** Answer of the gateway itself to a preflight: not authenticated, metered, forwarded or refused for money. */
export function preflightHeaders(api: Api, origin: string | null, methods: readonly string[]): string[] {
  const allowed = allowedOrigin(api, origin);
  const vary = ["Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"];
  if (!allowed) return vary;
  return [
    ...vary,
    "Access-Control-Allow-Origin",
    allowed,
    "Access-Control-Allow-Methods",
    methods.join(", "),
    "Access-Control-Allow-Headers",
    requestHeaders,
    "Access-Control-Max-Age",
    "600",
  ];
}
