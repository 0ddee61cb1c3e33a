import { type Readable, Transform } from "node:stream";
import type { Dispatcher } from "undici";
import type { Api, Route } from "@/lib/catalog/types";
import { filterResponseHeaders } from "@/lib/gateway/filter-headers";
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
  contentLength: number | null;
  sink: Sink;
  /** Called once with the upstream's status; the caller hears of it when the promise, if any, has settled. */
  onAnswer: (status: number) => Promise<unknown> | null;
  /** Told how to end the call from outside, once it runs. */
  onRunning: (cut: () => void) => void;
  /** The headers to send before the upstream's own. */
  headersFor: (status: number) => string[];
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

/**
 * Sends a call upstream and streams the answer back, with back-pressure both ways and nothing collected. Never
 * rejects. A kept connection that the upstream closed meanwhile gets one more try, if the call may be repeated.
 */
export async function forward(request: ForwardRequest): Promise<ForwardResult> {
  const body = request.openBody && limitBody(request.openBody(), request.route.maxBodyBytes);
  request.retries.earn();
  const first = await attempt(request, body);
  // An upstream that began to answer has done the work; asking again would have it done twice.
  const repeatable = !body && idempotent.has(request.method) && !("status" in first && first.status !== null);
  if (first.kind !== "failed" || !repeatable || !first.error || !stale.has(codeOf(first.error))) return first;
  return request.retries.spend() ? attempt(request, null) : first;
}

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");

function attempt(request: ForwardRequest, body: Readable | null): Promise<ForwardResult> {
  const { sink, api } = request;
  return new Promise((resolve) => {
    let status: number | null = null;
    let headSent = false;
    let waiting: Promise<void> | null = null;
    let controller: Dispatcher.DispatchController | null = null;
    let stalled: NodeJS.Timeout | null = null;
    let gone = false;
    let forwarded = false;
    let over = false;

    const finish = (result: ForwardResult) => {
      over = true;
      if (stalled) clearTimeout(stalled);
      stalled = null;
      resolve(result);
    };
    sink.onAbort(() => {
      gone = true;
      controller?.abort(new CallerGone());
    });
    sink.onDrain(() => {
      if (stalled) clearTimeout(stalled);
      stalled = null;
      controller?.resume();
    });

    const sendHead = (code: number, rawHeaders: Dispatcher.DispatchController["rawHeaders"]) => {
      if (gone) return;
      const kept = filterResponseHeaders(Array.isArray(rawHeaders) ? (rawHeaders as Buffer[]) : []);
      sink.head(code, [...request.headersFor(code), ...kept]);
      headSent = true;
    };
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        if (gone) {
          started.abort(new CallerGone());
          return;
        }
        forwarded = true;
        request.onRunning(() => started.abort(new CallerGone()));
      },
      onResponseStart(answer, code) {
        if (code < 200 && code !== 101) return;
        status = code;
        if (code === 402 || code === 101 || code > 599) {
          answer.abort(new RefusedAnswer());
          return;
        }
        const { rawHeaders } = answer;
        const first = request.onAnswer(code);
        if (!first) {
          sendHead(code, rawHeaders);
          return;
        }
        answer.pause();
        waiting = first.then(() => {
          waiting = null;
          // It may have broken off meanwhile: then the call was answered with that.
          if (over) return;
          try {
            sendHead(code, rawHeaders);
            answer.resume();
          } catch (error) {
            answer.abort(error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
      onResponseData(answer, chunk) {
        if (sink.write(chunk)) return;
        answer.pause();
        // A caller who stops reading holds the upstream up, and is cut off after the idle time.
        stalled ??= setTimeout(() => answer.abort(new CallerGone()), api.idleTimeoutMs);
      },
      onResponseEnd() {
        const end = () => {
          if (over) return;
          if (!gone) sink.end();
          finish(gone ? { kind: "aborted", status, forwarded } : { kind: "whole", status: status ?? 0 });
        };
        // A bodiless answer is over before its head could be held back.
        if (waiting) void waiting.then(end);
        else end();
      },
      onResponseError(_, error) {
        // An upload that was cut off is not a call: the upstream never had all of it.
        const whole = forwarded && (!body || body.readableEnded);
        finish(describeEnd(error, { status, headSent, forwarded: whole, gone }, sink));
      },
    };
    try {
      request.upstream.pool.dispatch(
        {
          path: request.upstream.basePath + request.target,
          method: request.method as Dispatcher.HttpMethod,
          headers: request.headers,
          body,
          headersTimeout: api.responseTimeoutMs,
          bodyTimeout: api.idleTimeoutMs,
        },
        handler,
      );
    } catch (error) {
      finish(
        describeEnd(
          error instanceof Error ? error : new Error(String(error)),
          { status, headSent, forwarded, gone },
          sink,
        ),
      );
    }
  });
}

function describeEnd(
  error: Error,
  known: { status: number | null; headSent: boolean; forwarded: boolean; gone: boolean },
  sink: Sink,
): ForwardResult {
  const { status, forwarded } = known;
  if (known.gone || error instanceof CallerGone) {
    sink.reset();
    return { kind: "aborted", status, forwarded };
  }
  if (known.headSent && status !== null) {
    sink.reset();
    return { kind: "broken", status };
  }
  const failed = { kind: "failed" as const, sent: "maybe" as const, status, error: null };
  if (error instanceof RefusedAnswer) return { ...failed, failure: status === 402 ? "billing" : "unreachable" };
  if (error instanceof BodyTooLarge) return { ...failed, failure: "too_large" };
  const code = codeOf(error);
  const sent = neverSent.has(code) ? "no" : "maybe";
  return { ...failed, failure: late.has(code) ? "late" : "unreachable", sent, error };
}
