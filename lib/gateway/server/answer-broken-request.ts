import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Code } from "@/lib/errors";
import { maxHeaderBytes } from "@/lib/gateway/read-call";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { newId } from "@/lib/id";
import { renderProblem } from "@/lib/problem/render-problem";

/** Answers on the bare socket what could not be read as a request, and closes: nothing after it can be trusted. */
export function answerBrokenRequest(engine: Engine, socket: Socket, code: Code, problem: string): void {
  if (!socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  // An answer that has begun cannot be followed by another.
  if (isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const now = new Date();
  const limit = maxHeaderBytes;
  const { status, headers, body } = renderProblem(
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
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  socket.once("finish", () => setTimeout(() => socket.destroy(), 200).unref());
}

/** True while Node holds an unfinished answer on this socket. */
function isAnswering(socket: Socket): boolean {
  const held = socket as Socket & { _httpMessage?: { headersSent?: boolean; finished?: boolean } | null };
  return held._httpMessage?.headersSent === true && held._httpMessage.finished !== true;
}
