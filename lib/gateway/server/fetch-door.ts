import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Engine } from "@/lib/gateway/server/open-engine";
import { serve } from "@/lib/gateway/server/serve";
import type { Call, Sink } from "@/lib/gateway/types";

/**
 * The portal shares its origin with this door: an upstream's page must not be able to act as the portal, so every
 * answer is sandboxed. `Set-Cookie` and request cookies are dropped by the engine.
 */
const sandboxed = ["Content-Security-Policy", "sandbox", "X-Content-Type-Options", "nosniff"];
const bodiless = new Set([204, 205, 304]);

/** The request's body: opened by who wants it, and whether somebody reads it or has read it to its end. */
type Upload = { open: () => Readable; isTaken: () => boolean };

/** How long the rest of an unread upload is still taken, so that its sender comes to read the answer. */
const lingerMs = 1_000;

function uploadOf({ body }: Request): Upload | null {
  if (!body) return null;
  let readable: Readable | null = null;
  return {
    open: () => {
      readable ??= Readable.fromWeb(body as NodeReadableStream<Uint8Array>);
      return readable;
    },
    isTaken: () => readable !== null && (readable.readableEnded || readable.readableFlowing === true),
  };
}

/** Reads the rest of an upload away, for a moment at most; then tells that it is over. */
function discard(upload: Upload, over: () => void): void {
  const rest = upload.open();
  const stop = () => {
    clearTimeout(timer);
    over();
  };
  const timer = setTimeout(stop, lingerMs);
  rest
    .on("error", () => undefined)
    .once("close", stop)
    .resume();
}

/**
 * Where the door hangs, e.g. `/gateway`, the socket's other end as the portal's server saw it, and the head as it was
 * received; null where nobody noted it, then what the request shows of it is taken.
 */
export type FetchPlace = {
  prefix: string;
  peer: string | null;
  head: { target: string; rawHeaders: readonly string[] } | null;
};

/** The request's target and header lines as far as a Fetch request keeps them. */
function headOf(request: Request): { target: string; rawHeaders: readonly string[] } {
  // Cut by hand: the URL class would rewrite the path.
  return { target: request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, ""), rawHeaders: [...request.headers].flat() };
}

/** The portable door: a Fetch request in, a streaming response out. */
export function fetchDoor(engine: Engine, request: Request, place: FetchPlace): Promise<Response> {
  return new Promise((resolve) => {
    const upload = uploadOf(request);
    serve(engine, callOf(request, place, upload), sinkTo(request, resolve, upload));
  });
}

function callOf(request: Request, { prefix, peer, head }: FetchPlace, upload: Upload | null): Call {
  const { target, rawHeaders } = head ?? headOf(request);
  return {
    method: request.method,
    // Another spelling of the prefix is not cut, and so finds nothing.
    target: target.startsWith(`${prefix}/`) ? target.slice(prefix.length) : target,
    rawHeaders,
    peer,
    openBody: upload?.open ?? null,
  };
}

/** An unread upload up to this size is read away so that the connection lives on; a larger one ends it. */
const maxDiscardBytes = 65_536;

/** Bytes that may wait in the answer's queue before the upstream is held up. */
const highWaterMark = 65_536;

function sinkTo(request: Request, answer: (response: Response) => void, upload: Upload | null): Sink {
  let follower: { drained(): void; abandoned(): void } | null = null;
  let answered = false;
  let ended = false;
  let closing = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let closed = false;
  const close = () => {
    if (!closed) controller?.close();
    closed = true;
  };
  const leave = () => {
    closed = true;
    if (ended) return;
    ended = true;
    follower?.abandoned();
  };
  request.signal.addEventListener("abort", leave, { once: true });
  const stream = () =>
    new ReadableStream<Uint8Array>(
      {
        start(started) {
          controller = started;
        },
        pull() {
          follower?.drained();
        },
        cancel: leave,
      },
      { highWaterMark, size: (chunk) => chunk.byteLength },
    );
  return {
    head(status, headers) {
      if (answered) throw new Error("A call is answered once.");
      const list = new Headers();
      for (let i = 0; i + 1 < headers.length; i += 2) list.append(headers[i] ?? "", headers[i + 1] ?? "");
      for (let i = 0; i + 1 < sandboxed.length; i += 2) {
        // The static error page brings a stricter policy of its own; both apply.
        list.append(sandboxed[i] ?? "", sandboxed[i + 1] ?? "");
      }
      const declared = Number(request.headers.get("content-length") ?? Infinity);
      closing = status >= 400 && upload !== null && !upload.isTaken() && declared > maxDiscardBytes;
      if (closing) list.set("Connection", "close");
      const bare = bodiless.has(status) || request.method === "HEAD";
      const response = new Response(bare ? null : stream(), { status, headers: list });
      answered = true;
      answer(response);
    },
    write(chunk) {
      if (ended || !controller) return true;
      controller.enqueue(chunk);
      return (controller.desiredSize ?? 0) > 0;
    },
    end(chunk) {
      if (ended) return;
      ended = true;
      if (chunk && controller) controller.enqueue(typeof chunk === "string" ? Buffer.from(chunk, "latin1") : chunk);
      // Closed at once, with bytes unread, the system would reset the connection and the sender could lose the answer.
      if (upload && !upload.isTaken()) discard(upload, () => closing && close());
      if (!closing) close();
    },
    whole(status, headers, body) {
      this.head(status, headers);
      this.end(body);
    },
    headSent: () => null,
    again: () => "refused",
    reset() {
      // Nobody is there to read it, but the caller's promise must not stay open.
      if (!answered) answer(new Response(null, { status: 499 }));
      answered = true;
      if (ended) return;
      ended = true;
      controller?.error(new Error("The upstream broke off."));
    },
    follow(by) {
      follower = by;
      if (request.signal.aborted) by.abandoned();
    },
  };
}
