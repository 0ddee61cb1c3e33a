import type { IncomingMessage } from "node:http";

/** Set by instrumentation.ts for the gateway's door alone; what a client sends under this name is lost. */
export const headHeader = "faregate-head";

/** A request's target and header lines as they were received: Next shows a normalised address, and one line a name. */
export type RawHead = { target: string; rawHeaders: string[] };

/** Notes the head of a request that may be for the gateway's door, before Next reads it. */
export function noteHead(request: Pick<IncomingMessage, "url" | "headers" | "rawHeaders">): void {
  const { url = "/", rawHeaders } = request;
  delete request.headers[headHeader];
  // Whatever Next may come to read as the door's path, dot segments and percent forms included.
  if (!/gateway|%|\.\./i.test(url)) return;
  request.headers[headHeader] = Buffer.from(JSON.stringify([url, ...rawHeaders])).toString("base64url");
}

/** What `noteHead` noted, or null where no server of ours stood before the handler. */
export function readHead(headers: Headers): RawHead | null {
  const noted = headers.get(headHeader);
  if (noted === null) return null;
  const [target = "/", ...rawHeaders] = JSON.parse(Buffer.from(noted, "base64url").toString()) as string[];
  return { target, rawHeaders };
}
