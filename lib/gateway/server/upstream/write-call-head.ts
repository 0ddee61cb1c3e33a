import type { Api } from "@/lib/catalog/types";
import { filterRequestHeaders } from "@/lib/gateway/filter-headers";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Upstream } from "@/lib/gateway/server/upstream/open-upstream-pools";
import { makeTraceparent } from "@/lib/gateway/trace-context";
import type { Call, ReadCall, Seen } from "@/lib/gateway/types";

/** Methods whose requests tell that they have no body. */
const expectsBody = new Set(["POST", "PUT", "PATCH"]);

// What an api adds is the same for every call, and an api is replaced with its catalogue.
const byApi = new WeakMap<Api, string>();

function linesOf(engine: Engine, api: Api, upstream: Upstream): string {
  const known = byApi.get(api);
  if (known !== undefined) return known;
  const credential = api.upstreamCredential;
  // It was checked when it was saved; a line break in it would be a header of its own.
  if (
    credential &&
    !/^[!#$%&'*+.^_`|~0-9a-z-]+: [\t\x20-\x7e\x80-\xff]*$/.test(`${credential.header}: ${credential.value}`)
  ) {
    throw new Error("The upstream's credential is no header.");
  }
  const lines =
    `host: ${upstream.host}\r\nx-forwarded-proto: ${engine.gatewayProtocol}\r\nx-forwarded-host: ${engine.gatewayHost}\r\n` +
    (credential ? `${credential.header}: ${credential.value}\r\n` : "");
  byApi.set(api, lines);
  return lines;
}

/** Where the body ends, in our own words. */
function framingOf({ method, openBody }: Call, contentLength: number | null): string {
  if (!openBody) return expectsBody.has(method) ? "content-length: 0\r\n" : "";
  return contentLength === null ? "transfer-encoding: chunked\r\n" : `content-length: ${contentLength}\r\n`;
}

/**
 * The head of the upstream's request, Latin-1: method and path as they were matched, ours, which nothing can name away,
 * then what may pass of the caller's headers.
 */
export function writeCallHead(
  engine: Engine,
  call: Call,
  seen: Seen,
  api: Api,
  read: ReadCall,
  upstream: Upstream,
): string {
  const { key, address } = seen;
  const credentialHeader = api.upstreamCredential?.header ?? null;
  // Behind the answer to a HEAD some servers send a body after all: such a connection carries nothing more.
  const connection = call.method === "HEAD" ? "close" : "keep-alive";
  return (
    `${call.method} ${upstream.basePath}${read.path}${read.query} HTTP/1.1\r\n` +
    linesOf(engine, api, upstream) +
    `connection: ${connection}\r\n${framingOf(call, read.contentLength)}` +
    (address ? `x-forwarded-for: ${address}\r\n` : "") +
    `request-id: ${seen.requestId}\r\ntraceparent: ${makeTraceparent(seen.traceId, "00")}\r\n` +
    `faregate-tenant: ${key?.tenantId ?? ""}\r\nfaregate-key: ${key?.keyId ?? ""}\r\n` +
    `${filterRequestHeaders(call.rawHeaders, read.connectionNames, credentialHeader, engine.door === "portal")}\r\n`
  );
}
