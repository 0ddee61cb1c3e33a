import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Code } from "@/lib/errors";
import { maxHeaderBytes } from "@/lib/gateway/read-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import type { Sink } from "@/lib/gateway/types";
import { newId } from "@/lib/id";
import { renderProblem } from "@/lib/problem/render-problem";

/** Sockets whose broken request waits for the answers before it; further bytes of theirs change nothing. */
const waiting = new WeakSet<Socket>();

const ignore = (): void => undefined;

/**
 * Answers on the bare socket what could not be read as a request, and closes: nothing after it can be trusted. Calls
 * that came before it on the connection are answered first, or the caller would take this for their answer.
 */
export function answerBrokenRequest(engine: Engine, socket: Socket, code: Code, problem: string): void {
  if (socket.destroyed || waiting.has(socket)) return;
  // Behind a CONNECT nobody else listens, and an error that nobody hears of ends the process.
  if (socket.listenerCount("error") === 0) socket.on("error", ignore);
  const held = answerInHand(socket);
  if (held?.req.complete) {
    waiting.add(socket);
    held.once("finish", () => {
      waiting.delete(socket);
      // By then the connection may have been told to end.
      if (socket.writable) answerBrokenRequest(engine, socket, code, problem);
    });
    return;
  }
  // An answer that has begun cannot be followed by another.
  if (!socket.writable || held?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = renderBroken(engine, code, problem);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  socket.once("finish", () => setTimeout(() => socket.destroy(), 200).unref());
}

/** Answers a request that was read and yet breaks the rules, in its turn, and closes. */
export function answerBrokenCall(engine: Engine, res: ServerResponse, sink: Sink, problem: string): void {
  const { status, headers, body } = renderBroken(engine, "invalid_request", problem);
  res.shouldKeepAlive = false;
  sink.head(status, [...Object.entries(headers).flat(), "Content-Length", String(Buffer.byteLength(body))]);
  sink.end(Buffer.from(body));
}

function renderBroken(engine: Engine, code: Code, problem: string): ReturnType<typeof renderProblem> {
  const now = new Date();
  const limit = maxHeaderBytes;
  return renderProblem(
    {
      code,
      requestId: newId("request", now),
      now,
      portalUrl: engine.refusal.portalUrl,
      params: { problem: { kind: "text", value: problem }, limit: { kind: "number", value: limit } },
      details: code === "headers_too_large" ? { limit } : problem ? { problem } : {},
      ...(code === "method_not_allowed" && { allow: [] }),
    },
    { defaultLocale: engine.defaultLocale },
  );
}

/** True while a call that was read whole has no whole answer yet. */
export const isAnsweringCall = (socket: Socket): boolean => answerInHand(socket)?.req.complete === true;

/** The unfinished answer that Node holds on this socket. */
function answerInHand(socket: Socket): ServerResponse | null {
  const held = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
  return held && !held.writableEnded ? held : null;
}
