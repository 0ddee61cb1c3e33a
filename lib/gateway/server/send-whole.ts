import type { IncomingMessage, ServerResponse } from "node:http";

/** What Node's response keeps of its head, without a word in its documentation; tests/gateway/send-whole.test.ts. */
type Inner = { _header: string | null; _headerSent: boolean; maxRequestsOnConnectionReached?: boolean };
type Response = ServerResponse & Inner;

/** Stands for the head of an answer that was sent whole: Node asks only whether there is one. */
const sent = " ";

/** True on a connection that lives on and has nothing else to send: there every head of one answer is the same. */
const isPlain = (req: IncomingMessage, { shouldKeepAlive, maxRequestsOnConnectionReached }: Response): boolean =>
  shouldKeepAlive && !maxRequestsOnConnectionReached && req.method !== "HEAD";

/** The head of an answer as Node made it, where other calls may be told the same; null where none may. */
export function headSent(req: IncomingMessage, res: ServerResponse): string | null {
  const inner = res as Response;
  return isPlain(req, inner) ? inner._header : null;
}

/**
 * Sends a whole answer, bytes or Latin-1 text, its head as `headSent` or `answerText` told it: Node makes no head,
 * checks no header and joins no text.
 * `refused`: this connection needs an answer of its own, or others come before it. `waiting`: sent, but the system has
 * not taken all of it yet, so the bytes must stay as they are.
 */
export function sendWhole(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Buffer | string,
): "done" | "waiting" | "refused" {
  const inner = res as Response;
  // Of several calls in a row on one connection, the response that is next alone has its socket. On one that was told to
  // end, though, a further call gets it out of its turn: were it to finish there, Node would end the process.
  const { socket } = inner;
  if (!socket?.writable || inner._header !== null || socket.writableLength > 0 || !isPlain(req, inner)) {
    return "refused";
  }
  if (typeof answer === "string") socket.write(answer, "latin1");
  else socket.write(answer);
  inner._header = sent;
  inner._headerSent = true;
  inner.end();
  return socket.writableLength > 0 ? "waiting" : "done";
}
