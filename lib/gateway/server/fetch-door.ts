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

/** How far a request's body was read. */
type Upload = { opened: boolean; ended: boolean };

/** Where the door hangs, e.g. `/gateway`, and the socket's other end as the portal's server saw it. */
export type FetchPlace = { prefix: string; peer: string | null };

/** The portable door: a Fetch request in, a streaming response out. */
export function fetchDoor(engine: Engine, request: Request, place: FetchPlace): Promise<Response> {
  return new Promise((resolve) => {
    const upload: Upload = { opened: false, ended: false };
    void serve(engine, callOf(request, place, upload), sinkTo(request, resolve, upload));
  });
}

function callOf(request: Request, { prefix, peer }: FetchPlace, upload: Upload): Call {
  const rawHeaders: string[] = [];
  for (const [name, value] of request.headers) rawHeaders.push(name, value);
  const { body } = request;
  // Cut by hand: the URL class would rewrite the path.
  const target = request.url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").slice(prefix.length);
  return {
    method: request.method,
    target: target.startsWith("/") ? target : `/${target}`,
    rawHeaders,
    peer,
    openBody:
      body &&
      (() => {
        upload.opened = true;
        return Readable.fromWeb(body as NodeReadableStream<Uint8Array>).once("end", () => {
          upload.ended = true;
        });
      }),
  };
}

/** Bytes that may wait in the answer's queue before the upstream is held up. */
const highWaterMark = 65_536;

/** An unread upload up to this size is read away so that the connection lives on; a larger one ends it. */
const maxDiscardBytes = 65_536;

function sinkTo(request: Request, answer: (response: Response) => void, upload: Upload): Sink {
  const declared = request.headers.get("content-length");
  const discards = declared !== null && Number(declared) <= maxDiscardBytes;
  let drain: () => void = () => undefined;
  let abort: () => void = () => undefined;
  let answered = false;
  let ended = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  const leave = () => {
    if (ended) return;
    ended = true;
    abort();
  };
  request.signal.addEventListener("abort", leave, { once: true });
  const stream = () =>
    new ReadableStream<Uint8Array>(
      {
        start(started) {
          controller = started;
        },
        pull() {
          drain();
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
      if (request.body && status >= 400 && !upload.ended) {
        if (discards && !upload.opened) void request.body.pipeTo(new WritableStream()).catch(() => undefined);
        else list.set("Connection", "close");
      }
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
      if (chunk && controller) controller.enqueue(Buffer.from(chunk));
      controller?.close();
    },
    reset() {
      // Nobody is there to read it, but the caller's promise must not stay open.
      if (!answered) answer(new Response(null, { status: 499 }));
      answered = true;
      if (ended) return;
      ended = true;
      controller?.error(new Error("The upstream broke off."));
    },
    onDrain(resume) {
      drain = resume;
    },
    onAbort(fn) {
      abort = fn;
      if (request.signal.aborted) fn();
    },
  };
}
