import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { maxHeaderBytes, maxHeaderFields } from "@/lib/gateway/read-call";
import { answerBrokenCall, answerBrokenRequest, isAnsweringCall } from "@/lib/gateway/server/answer-broken-request";
import { answerMetrics } from "@/lib/gateway/server/answer-metrics";
import { keepAliveMs, maxCallsPerConnection } from "@/lib/gateway/server/answer-text";
import { hasBody, NodeSink } from "@/lib/gateway/server/node-sink";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { serve } from "@/lib/gateway/server/serve";
import { watchUploads } from "@/lib/gateway/server/watch-uploads";
import type { Call } from "@/lib/gateway/types";

function callOf(req: IncomingMessage, openBody: Call["openBody"]): Call {
  return {
    method: req.method ?? "GET",
    target: req.url ?? "/",
    rawHeaders: req.rawHeaders,
    peer: req.socket.remoteAddress ?? null,
    openBody,
  };
}

/** Paths that the gateway answers itself; an api's slug can be none of them. */
function answerOwn(engine: Engine, req: IncomingMessage, res: ServerResponse, draining: () => boolean): boolean {
  const { url } = req;
  if (url === "/metrics") {
    answerMetrics(engine, req, res);
    return true;
  }
  if (url !== "/healthz" && url !== "/readyz") return false;
  const ready = url === "/healthz" || (!draining() && engine.feed.gapMs() < 5_000 && engine.meter.notReady() === null);
  const body = JSON.stringify({ status: ready ? "ok" : "unavailable" });
  res.writeHead(ready ? 200 : 503, { "content-type": "application/json", "cache-control": "no-store" });
  res.end(body);
  return true;
}

/** The fast door: a plain Node server with the strict parser and the limits of the gateway. Not yet listening. */
export function nodeDoor(engine: Engine, draining: () => boolean = () => false): Server {
  const server = createServer({
    insecureHTTPParser: false,
    // Node's own answer to a missing Host has no body; ours has.
    requireHostHeader: false,
    joinDuplicateHeaders: false,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: 1_000,
    noDelay: true,
  });
  server.maxHeadersCount = maxHeaderFields + 1;
  server.maxRequestsPerSocket = maxCallsPerConnection;
  server.maxConnections = 10_000;
  const uploads = watchUploads((req) => answerBrokenRequest(engine, req.socket, "request_timeout", ""));
  server.on("close", () => uploads.close());

  const handle = (req: IncomingMessage, res: ServerResponse, continues: boolean): void => {
    if (answerOwn(engine, req, res, draining)) return;
    const sink = new NodeSink(req, res);
    if (req.headers.host === undefined && req.httpVersion !== "1.0") {
      answerBrokenCall(engine, res, sink, "the Host header is missing");
      return;
    }
    if (draining()) res.shouldKeepAlive = false;
    serve(engine, callOf(req, hasBody(req) ? bodyOf(req, res, continues) : null), sink);
  };
  // Apart from `handle`, so that a call without a body makes no function.
  const bodyOf = (req: IncomingMessage, res: ServerResponse, continues: boolean) => (): IncomingMessage => {
    if (continues) res.writeContinue();
    uploads.watch(req);
    return req;
  };
  server.on("request", (req, res) => handle(req, res, false));
  server.on("checkContinue", (req, res) => handle(req, res, true));
  // Node would answer these without a body.
  server.on("checkExpectation", (req, res) => handle(req, res, false));
  server.on("connect", (_req, socket: Socket) => answerBrokenRequest(engine, socket, "method_not_allowed", ""));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "HPE_HEADER_OVERFLOW") answerBrokenRequest(engine, socket, "headers_too_large", "");
    else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") answerBrokenRequest(engine, socket, "request_timeout", "");
    // Who leaves in the middle of a request waits for no answer to those before it.
    else if (error.code === "ECONNRESET" || (error.code === "HPE_INVALID_EOF_STATE" && isAnsweringCall(socket)))
      socket.destroy();
    else answerBrokenRequest(engine, socket, "invalid_request", "it breaks the rules of HTTP");
  });
  return server;
}
