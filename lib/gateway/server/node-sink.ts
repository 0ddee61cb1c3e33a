import type { IncomingMessage, ServerResponse } from "node:http";
import { answerText } from "@/lib/gateway/server/answer-text";
import { headSent, sendWhole } from "@/lib/gateway/server/send-whole";
import type { Sink } from "@/lib/gateway/types";

/** An unread upload up to this size is read away so that the connection lives on; a larger one ends it. */
const maxDiscardBytes = 65_536;

/** How long the rest of an unread upload is still taken, so that its sender comes to read the answer. */
const lingerMs = 1_000;

/** How long the last bytes of an answer may wait for a caller who does not read. */
const unreadMs = 60_000;

/** True when a request announces a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined ||
  (headers["content-length"] !== undefined && headers["content-length"] !== "0");

// A caller who is gone is told of by "close"; without a listener Node would end the process.
const ignore = (): void => undefined;

/** Writes an answer to a Node response. */
export class NodeSink implements Sink {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #patienceMs: number;
  #follower: { drained(): void; abandoned(): void } | null = null;
  #isEnded = false;
  #isClosing = false;

  constructor(req: IncomingMessage, res: ServerResponse, patienceMs = unreadMs) {
    this.#req = req;
    this.#res = res;
    this.#patienceMs = patienceMs;
    res.on("error", ignore);
  }

  head(status: number, headers: string[]): void {
    const req = this.#req;
    if (status >= 400 && !req.complete && hasBody(req) && !req.readableFlowing) {
      // Node would read an unread upload to its end; a big one is not worth the wait.
      this.#isClosing = Number(req.headers["content-length"] ?? Infinity) > maxDiscardBytes;
      if (this.#isClosing) headers.push("Connection", "close");
    }
    this.#res.writeHead(status, headers);
  }

  write(chunk: Uint8Array): boolean {
    if (this.#res.write(chunk)) return true;
    this.#res.once("drain", () => this.#follower?.drained());
    return false;
  }

  end(chunk?: string | Uint8Array): void {
    this.#isEnded = true;
    const [req, res] = [this.#req, this.#res];
    if (this.#isClosing && !req.complete) {
      linger(req, res, chunk);
      return;
    }
    if (typeof chunk === "string") res.end(chunk, "latin1");
    else res.end(chunk);
    if (res.writableLength > 0) cutUnread(res, this.#patienceMs);
    if (!req.complete && hasBody(req)) closeAfter(req, res);
  }

  whole(status: number, headers: string[], body: string): void {
    const text = hasBody(this.#req) ? null : answerText(status, headers, body);
    if (text === null || this.#send(text) === "refused") {
      this.head(status, headers);
      this.end(body);
    }
  }

  headSent(): string | null {
    return hasBody(this.#req) ? null : headSent(this.#req, this.#res);
  }

  again(bytes: Buffer): "done" | "waiting" | "refused" {
    return hasBody(this.#req) ? "refused" : this.#send(bytes);
  }

  #send(answer: Buffer | string): "done" | "waiting" | "refused" {
    const result = sendWhole(this.#req, this.#res, answer);
    if (result !== "refused") this.#isEnded = true;
    if (result === "waiting") cutUnread(this.#res, this.#patienceMs);
    return result;
  }

  reset(): void {
    this.#isEnded = true;
    this.#res.destroy();
  }

  follow(follower: { drained(): void; abandoned(): void }): void {
    const res = this.#res;
    this.#follower = follower;
    res.on("close", () => {
      if (!this.#isEnded) follower.abandoned();
    });
    if (res.destroyed && !this.#isEnded) follower.abandoned();
  }
}

/**
 * Sends a refusal whole and closes the connection a moment later. Closed at once, with bytes of the upload unread, the
 * system would reset it, and the sender could lose the answer.
 */
function linger(req: IncomingMessage, res: ServerResponse, chunk: string | Uint8Array | undefined): void {
  if (typeof chunk === "string") res.write(chunk, "latin1");
  else if (chunk) res.write(chunk);
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

/** Node waits for ever for an answer to be read, and each such caller would keep a connection. */
function cutUnread(res: ServerResponse, patienceMs: number): void {
  if (!res.socket && !res.destroyed) {
    // Calls before it are still being answered: nobody can have read it yet.
    res.once("socket", () => setImmediate(() => cutUnread(res, patienceMs)));
    return;
  }
  if (res.closed) return;
  const timer = setTimeout(() => res.destroy(), patienceMs).unref();
  res.once("close", () => clearTimeout(timer));
}
