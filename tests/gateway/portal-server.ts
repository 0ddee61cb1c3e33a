import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { fetchDoor } from "@/lib/gateway/server/fetch-door";
import type { Engine } from "@/lib/gateway/server/open-engine";

/** Carries Node requests to the Fetch door the way Next does: a Request in, a streamed Response out. */
export function portalServer(engine: Engine): Server {
  return createServer((req, res) => void carry(engine, req, res));
}

async function carry(engine: Engine, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const aborted = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) aborted.abort();
  });
  const headers = new Headers();
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2)
    headers.append(req.rawHeaders[i] ?? "", req.rawHeaders[i + 1] ?? "");
  const hasBody = req.method !== "GET" && req.method !== "HEAD";
  const request = new Request(`http://portal.test${req.url}`, {
    method: req.method ?? "GET",
    headers,
    signal: aborted.signal,
    ...(hasBody && { body: Readable.toWeb(req) as ReadableStream<Uint8Array>, duplex: "half" }),
  } as RequestInit);
  const response = await fetchDoor(engine, request, {
    prefix: "/gateway",
    peer: req.socket.remoteAddress ?? null,
    head: { target: req.url ?? "/", rawHeaders: req.rawHeaders },
  });
  const raw: string[] = [];
  for (const [name, value] of response.headers) raw.push(name, value);
  res.writeHead(response.status, raw);
  if (!response.body) {
    res.end();
    return;
  }
  const body = Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>);
  body.on("error", () => res.destroy());
  res.on("close", () => body.destroy());
  body.pipe(res);
}
