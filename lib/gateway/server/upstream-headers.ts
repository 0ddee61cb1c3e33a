import { filterRequestHeaders } from "@/lib/gateway/filter-headers";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { makeTraceparent } from "@/lib/gateway/trace-context";
import type { Call, Seen } from "@/lib/gateway/types";

/** The upstream's request headers: what may pass of the caller's, then ours, which nothing can name away. */
export function upstreamHeaders(engine: Engine, call: Call, seen: Seen): string[] {
  const { api, read, key, address } = seen;
  const credential = api?.upstreamCredential ?? null;
  const headers = filterRequestHeaders(call.rawHeaders, read?.connectionNames ?? [], {
    credentialHeader: credential?.header ?? null,
    dropCookies: engine.door === "portal",
  });
  if (address) headers.push("x-forwarded-for", address);
  headers.push("x-forwarded-proto", engine.gatewayProtocol, "x-forwarded-host", engine.gatewayHost);
  headers.push("request-id", seen.requestId, "traceparent", makeTraceparent(seen.traceId, "00"));
  headers.push("faregate-tenant", key?.tenantId ?? "", "faregate-key", key?.keyId ?? "");
  if (call.openBody && read?.contentLength != null) headers.push("content-length", String(read.contentLength));
  if (credential) headers.push(credential.header, credential.value);
  return headers;
}
