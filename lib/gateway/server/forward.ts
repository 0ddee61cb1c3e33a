import { type Readable, Transform } from "node:stream";
import type { Dispatcher } from "undici";
import type { Api, Route } from "@/lib/catalog/types";
import type { RetryBudget } from "@/lib/gateway/retry-budget";
import type { Upstream } from "@/lib/gateway/server/upstream-pools";
import type { Sink } from "@/lib/gateway/types";

export type ForwardRequest = {
  api: Api;
  route: Route;
  upstream: Upstream;
  retries: RetryBudget;
  method: string;
  /** Raw path with its query, as matched. */
  target: string;
  headers: string[];
  openBody: (() => Readable) | null;
  sink: Sink;
  /** The upstream answers: what the caller's answer carries, as name, value, …. */
  onAnswer(status: number, rawHeaders: readonly Buffer[]): string[];
  /** Called last, once. */
  onEnd(result: ForwardResult): void;
};

/** How a forwarded call ended. `failed` means that nothing was sent to the caller yet. */
export type ForwardResult =
  | { kind: "whole"; status: number }
  | { kind: "broken"; status: number }
  /** The caller went away; `status` is null when the upstream had not answered, `forwarded` is true when it had all. */
  | { kind: "aborted"; status: number | null; forwarded: boolean }
  | { kind: "failed"; failure: ForwardFailure; sent: "no" | "maybe"; status: number | null; error: Error | null };
export type ForwardFailure = "unreachable" | "late" | "billing" | "too_large";

class BodyTooLarge extends Error {}
class CallerGone extends Error {}
class RefusedAnswer extends Error {}

const late = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "ETIMEDOUT"]);
const neverSent = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UPSTREAM_BLOCKED",
]);
const stale = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);
const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** Counts a body of unknown length as it passes, and ends the call when there is too much of it. */
function limitBody(body: Readable, maxBytes: number): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new BodyTooLarge());
      else done(null, chunk);
    },
  });
  body.on("error", (error) => counter.destroy(error));
  body.on("close", () => {
    if (!body.readableEnded) counter.destroy(new CallerGone());
  });
  return body.pipe(counter);
}

const lengthName = "content-length";

/** The length that an answer tells; the client has made sure that there is one at most, and that it is true. */
function lengthOf(rawHeaders: readonly Buffer[]): number {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.length !== lengthName.length) continue;
    if (rawHeaders[i]?.toString("latin1").toLowerCase() === lengthName)
      return Number(rawHeaders[i + 1]?.toString("latin1"));
  }
  return Number.NaN;
}

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");

/**
 * A call on its way upstream and its answer on the way back, with back-pressure both ways and nothing collected. A kept
 * connection that the upstream closed meanwhile gets one more try, if the call may be repeated.
 */
export class Forwarding implements Dispatcher.DispatchHandler {
  readonly #request: ForwardRequest;
  readonly #body: Readable | null;
  #status: number | null = null;
  #isHeadSent = false;
  #abort: ((error?: Error) => void) | null = null;
  #resume: (() => void) | null = null;
  #stalled: NodeJS.Timeout | null = null;
  #isPaused = false;
  /** Bytes of the answer that are still to come; NaN where its length is not told. */
  #left = Number.NaN;
  #last: Buffer | null = null;
  #isGone = false;
  #isForwarded = false;
  #isRepeated = false;
  #isOver = false;

  constructor(request: ForwardRequest) {
    this.#request = request;
    this.#body = request.openBody && limitBody(request.openBody(), request.route.maxBodyBytes);
    request.retries.earn();
    request.sink.follow(this);
    if (!this.#isOver) this.#dispatch();
  }

  #dispatch(): void {
    const { upstream, target, method, headers, api } = this.#request;
    try {
      upstream.pool.dispatch(
        {
          path: upstream.basePath + target,
          method: method as Dispatcher.HttpMethod,
          headers,
          body: this.#body,
          headersTimeout: api.responseTimeoutMs,
          bodyTimeout: api.idleTimeoutMs,
        },
        this,
      );
    } catch (error) {
      this.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Ends the call as if the caller had gone. */
  cut(): void {
    this.abandoned();
  }

  /** The caller went away. */
  abandoned(): void {
    if (this.#isOver) return;
    this.#isGone = true;
    if (this.#abort) this.#abort(new CallerGone());
    // Still waiting for a connection: what it holds is free now, not when its turn comes.
    else this.#finish(this.#describeEnd(new CallerGone()));
  }

  /** The caller reads again. */
  drained(): void {
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#resume?.();
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    if (this.#isGone) abort(new CallerGone());
    else this.#isForwarded = true;
  }

  onUpgrade(status: number): void {
    this.#status = status;
    this.#abort?.(new RefusedAnswer());
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (status < 200 && status !== 101) return true;
    this.#status = status;
    this.#resume = resume;
    if (status === 402 || status === 101 || status > 599) {
      this.#abort?.(new RefusedAnswer());
      return true;
    }
    if (this.#isGone) return true;
    this.#left = lengthOf(rawHeaders);
    this.#request.sink.head(status, this.#request.onAnswer(status, rawHeaders));
    this.#isHeadSent = true;
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#isGone) return true;
    this.#left -= chunk.length;
    if (this.#left === 0) {
      // The end follows at once: written with it, an ordinary answer takes one write.
      this.#last = chunk;
      return true;
    }
    if (this.#request.sink.write(chunk)) return true;
    this.#isPaused = true;
    // A caller who stops reading holds the upstream up, and is cut off after the idle time.
    this.#stalled ??= setTimeout(() => this.abandoned(), this.#request.api.idleTimeoutMs);
    return false;
  }

  onComplete(): void {
    const status = this.#status ?? 0;
    if (this.#isGone) {
      this.#finish({ kind: "aborted", status, forwarded: this.#isForwarded });
      return;
    }
    if (this.#last) this.#request.sink.end(this.#last);
    else this.#request.sink.end();
    this.#finish({ kind: "whole", status });
  }

  onError(error: Error): void {
    if (this.#isOver) return;
    // An upstream that began to answer has done the work; asking again would have it done twice.
    const mayRepeat = !this.#body && this.#status === null && !this.#isGone && !this.#isRepeated;
    if (
      mayRepeat &&
      idempotent.has(this.#request.method) &&
      stale.has(codeOf(error)) &&
      this.#request.retries.spend()
    ) {
      this.#isRepeated = true;
      this.#abort = null;
      this.#dispatch();
      return;
    }
    this.#finish(this.#describeEnd(error));
  }

  #finish(result: ForwardResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
    this.#request.onEnd(result);
  }

  #describeEnd(error: Error): ForwardResult {
    const status = this.#status;
    // An upload that was cut off is not a call: the upstream never had all of it.
    const forwarded = this.#isForwarded && (!this.#body || this.#body.readableEnded);
    if (this.#isGone || error instanceof CallerGone) {
      this.#request.sink.reset();
      return { kind: "aborted", status, forwarded };
    }
    if (this.#isHeadSent && status !== null) {
      this.#request.sink.reset();
      return { kind: "broken", status };
    }
    const failed = { kind: "failed" as const, sent: "maybe" as const, status, error: null };
    if (error instanceof RefusedAnswer) return { ...failed, failure: status === 402 ? "billing" : "unreachable" };
    if (error instanceof BodyTooLarge) return { ...failed, failure: "too_large" };
    const code = codeOf(error);
    const sent = neverSent.has(code) ? "no" : "maybe";
    return { ...failed, failure: late.has(code) ? "late" : "unreachable", sent, error };
  }
}
