import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { maxHeaderBytes, maxHeaderFields } from "@/lib/gateway/read-call";
import { answerBrokenRequest } from "@/lib/gateway/server/answer-broken-request";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { serve } from "@/lib/gateway/server/serve";
import type { Call, Sink } from "@/lib/gateway/types";

/** An unread upload up to this size is read away so that the connection lives on; a larger one ends it. */
const maxDiscardBytes = 65_536;

/** How long the rest of an unread upload is still taken, so that its sender comes to read the answer. */
const lingerMs = 1_000;

const hasBody = (req: IncomingMessage): boolean =>
  req.headers["transfer-encoding"] !== undefined || (req.headers["content-length"] ?? "0") !== "0";

/** Writes an answer to a Node response. */
function sinkTo(req: IncomingMessage, res: ServerResponse): Sink {
  let drain: () => void = () => undefined;
  let abort: () => void = () => undefined;
  let ended = false;
  let closing = false;
  res.on("drain", () => drain());
  res.on("close", () => {
    if (!ended) abort();
  });
  res.on("error", () => undefined);
  return {
    head(status, headers) {
      // Node would read an unread upload to its end; a big one is not worth the wait.
      const unread = !req.complete && Number(req.headers["content-length"] ?? Infinity) > maxDiscardBytes;
      closing = status >= 400 && unread && hasBody(req) && !req.readableFlowing;
      if (closing) headers.push("Connection", "close");
      res.writeHead(status, headers);
    },
    write: (chunk) => res.write(chunk),
    end(chunk) {
      ended = true;
      if (closing && !req.complete) {
        linger(req, res, chunk);
        return;
      }
      res.end(chunk);
      if (!req.complete) closeAfter(req, res);
    },
    reset() {
      ended = true;
      res.destroy();
    },
    onDrain(resume) {
      drain = resume;
    },
    onAbort(fn) {
      abort = fn;
      if (res.destroyed && !ended) fn();
    },
  };
}

/**
 * Sends a refusal whole and closes the connection a moment later. Closed at once, with bytes of the upload unread, the
 * system would reset it, and the sender could lose the answer.
 */
function linger(req: IncomingMessage, res: ServerResponse, chunk: string | undefined): void {
  if (chunk) res.write(chunk);
  else res.flushHeaders();
  const close = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(close, lingerMs);
  req.once("end", close).once("close", close).on("error", close);
  req.resume();
}

/** Closes a connection whose upload nobody reads to its end, a moment after the answer so that it can still arrive. */
function closeAfter(req: IncomingMessage, res: ServerResponse): void {
  res.once("finish", () => {
    setTimeout(() => {
      if (!req.complete) req.destroy();
    }, lingerMs).unref();
  });
}

function callOf(req: IncomingMessage, res: ServerResponse, continues: boolean): Call {
  return {
    method: req.method ?? "GET",
    target: req.url ?? "/",
    rawHeaders: req.rawHeaders,
    peer: req.socket.remoteAddress ?? null,
    openBody: hasBody(req)
      ? () => {
          if (continues) res.writeContinue();
          return req;
        }
      : null,
  };
}

/** Paths that the gateway answers itself; an api's slug can be none of them. */
function answerHealth(engine: Engine, req: IncomingMessage, res: ServerResponse, draining: () => boolean): boolean {
  if (req.url !== "/healthz" && req.url !== "/readyz") return false;
  const ready = req.url === "/healthz" || (!draining() && engine.feed.gapMs() < 5_000);
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
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 1_000,
    noDelay: true,
  });
  server.maxHeadersCount = maxHeaderFields + 1;
  server.maxRequestsPerSocket = 1_000;
  server.maxConnections = 10_000;

  const handle = (req: IncomingMessage, res: ServerResponse, continues: boolean): void => {
    if (answerHealth(engine, req, res, draining)) return;
    if (req.headers.host === undefined && req.httpVersion !== "1.0") {
      answerBrokenRequest(engine, req.socket, "invalid_request", "the Host header is missing");
      return;
    }
    if (draining()) res.shouldKeepAlive = false;
    void serve(engine, callOf(req, res, continues), sinkTo(req, res));
  };
  server.on("request", (req, res) => handle(req, res, false));
  server.on("checkContinue", (req, res) => handle(req, res, true));
  // Node would answer these without a body.
  server.on("checkExpectation", (req, res) => handle(req, res, false));
  server.on("connect", (_req, socket: Socket) => answerBrokenRequest(engine, socket, "method_not_allowed", ""));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "HPE_HEADER_OVERFLOW") answerBrokenRequest(engine, socket, "headers_too_large", "");
    else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") answerBrokenRequest(engine, socket, "request_timeout", "");
    else if (error.code === "ECONNRESET") socket.destroy();
    else answerBrokenRequest(engine, socket, "invalid_request", "it breaks the rules of HTTP");
  });
  return server;
}
