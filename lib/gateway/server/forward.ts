import type { Readable } from "node:stream";
import type { Api, Route } from "@/lib/catalog/types";
import type { RetryBudget } from "@/lib/gateway/retry-budget";
import { answerAtEndOfTurn } from "@/lib/gateway/server/answer-at-end-of-turn";
import type { Upstream } from "@/lib/gateway/server/upstream/open-upstream-pools";
import { BodyTooLarge, CallerGone, type Upload } from "@/lib/gateway/server/upstream/upload-pump";
import type { Exchange, UpstreamConnection } from "@/lib/gateway/server/upstream/upstream-connection";
import { UpstreamFailure } from "@/lib/gateway/server/upstream/upstream-failure";
import type { Sink } from "@/lib/gateway/types";
import type { AnswerHead } from "@/lib/gateway/upstream/parse-answer-head";

export type ForwardRequest = {
  api: Api;
  route: Route;
  upstream: Upstream;
  retries: RetryBudget;
  method: string;
  /** Request line and headers as the upstream gets them. */
  head: string;
  /** The tenant's id; nothing where nobody is known. */
  caller: string;
  openBody: (() => Readable) | null;
  /** Bytes of the body where they were announced. */
  bodyLength: number | null;
  sink: Sink;
  follower: ForwardFollower;
};

/** Who hears how a forwarded call goes. */
export type ForwardFollower = {
  /** The upstream answers: what the caller's answer carries, as name, value, …. */
  onAnswer(head: AnswerHead): string[];
  /** Called last, once. `endedMs`: when the upstream's part was over, by `performance.now()`. */
  onEnd(result: ForwardResult, endedMs: number): void;
};

/** How a forwarded call ended. `failed` means that nothing was sent to the caller yet. */
export type ForwardResult =
  | { kind: "whole"; status: number }
  | { kind: "broken"; status: number }
  /** The caller went away; `status` is null when the upstream had not answered, `forwarded` is true when it had all. */
  | { kind: "aborted"; status: number | null; forwarded: boolean }
  | { kind: "failed"; failure: ForwardFailure; sent: "no" | "maybe"; status: number | null; error: Error | null };
export type ForwardFailure = "unreachable" | "late" | "billing" | "too_large";

class RefusedAnswer extends Error {}

const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** The last piece of an answer up to this size is sent as Latin-1 text: with the head before it that is one write. */
const maxTextBytes = 8_192;

const ignore = (): void => undefined;
const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");

const isLate = (error: Error): boolean =>
  error instanceof UpstreamFailure ? error.kind === "late" : codeOf(error) === "ETIMEDOUT";

/** A connection that was dead when the call was put on it looks like this. */
const isStale = (error: Error): boolean =>
  error instanceof UpstreamFailure
    ? error.kind === "closed"
    : codeOf(error) === "ECONNRESET" || codeOf(error) === "EPIPE";

function uploadOf({ openBody, bodyLength, route }: ForwardRequest): Upload | null {
  if (!openBody) return null;
  // It may have to wait for a connection, and its end is heard of there.
  const body = openBody().on("error", ignore);
  return { body, length: bodyLength, maxBytes: route.maxBodyBytes };
}

/**
 * A call on its way upstream and its answer on the way back, with back-pressure both ways and nothing collected. A kept
 * connection that the upstream closed meanwhile gets one more try, if the call may be repeated.
 */
export class Forwarding implements Exchange {
  readonly head: string;
  readonly isHead: boolean;
  readonly caller: string;
  readonly upload: Upload | null;
  readonly responseTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly #request: ForwardRequest;
  #connection: UpstreamConnection | null = null;
  #status: number | null = null;
  #isHeadSent = false;
  #stalled: NodeJS.Timeout | null = null;
  #isGone = false;
  #isForwarded = false;
  #isRepeated = false;
  #isOver = false;

  constructor(request: ForwardRequest) {
    this.#request = request;
    this.head = request.head;
    this.caller = request.caller;
    this.isHead = request.method === "HEAD";
    this.upload = uploadOf(request);
    this.responseTimeoutMs = request.api.responseTimeoutMs;
    this.idleTimeoutMs = request.api.idleTimeoutMs;
    request.retries.earn();
    request.sink.follow(this);
    if (!this.#isOver) request.upstream.pool.dispatch(this);
  }

  /** Ends the call as if the caller had gone. */
  cut(): void {
    this.abandoned();
  }

  /** The caller went away. */
  abandoned(): void {
    if (this.#isOver) return;
    this.#isGone = true;
    if (this.#connection) {
      this.#connection.abort(this, new CallerGone());
      return;
    }
    // Still waiting for a connection: what it holds is free now, not when its turn comes.
    this.#request.upstream.pool.leave(this);
    this.#finish(this.#describeEnd(new CallerGone()));
  }

  /** The caller reads again. */
  drained(): void {
    if (!this.#stalled) return;
    clearTimeout(this.#stalled);
    this.#stalled = null;
    this.#connection?.resume(this);
  }

  onStart(connection: UpstreamConnection): void {
    this.#connection = connection;
    this.#isForwarded = true;
  }

  onWhole(head: AnswerHead, body: string): void {
    if (!this.#takes(head)) return;
    const endedMs = performance.now();
    const answer = {
      send: () => this.#sendWhole(head, body),
      settle: () => this.#finish({ kind: "whole", status: head.status }, endedMs),
    };
    const isUploading = this.upload !== null && !this.upload.body.readableEnded;
    if (!isUploading) {
      answerAtEndOfTurn(answer);
      return;
    }
    // What becomes of the rest of the upload depends on whether it still flows when the answer is sent.
    answer.send();
    answer.settle();
  }

  #sendWhole(head: AnswerHead, body: string): void {
    try {
      this.#request.sink.whole(head.status, this.#request.follower.onAnswer(head), body);
    } catch (error) {
      // A header, for example, that Node refuses to send.
      this.onFailure(error instanceof Error ? error : new Error(String(error)), true);
    }
  }

  onHead(head: AnswerHead): void {
    if (!this.#takes(head)) return;
    this.#request.sink.head(head.status, this.#request.follower.onAnswer(head));
    this.#isHeadSent = true;
  }

  /** False for an answer that is none to pass on. */
  #takes({ status }: AnswerHead): boolean {
    this.#status = status;
    if (status !== 402 && status !== 101 && status <= 599) return true;
    this.#connection?.abort(this, new RefusedAnswer());
    return false;
  }

  onPiece(piece: Buffer): void {
    if (this.#request.sink.write(Buffer.from(piece))) return;
    this.#connection?.pause(this);
    // A caller who stops reading holds the upstream up, and is cut off after the idle time.
    this.#stalled ??= setTimeout(() => this.abandoned(), this.idleTimeoutMs);
  }

  onEnd(last: Buffer | null): void {
    const { sink } = this.#request;
    if (!last) sink.end();
    else if (last.length <= maxTextBytes) sink.end(last.toString("latin1"));
    else sink.end(Buffer.from(last));
    this.#finish({ kind: "whole", status: this.#status ?? 0 });
  }

  onFailure(error: Error, hasBegun: boolean): void {
    if (this.#isOver) return;
    const { method, retries, upstream } = this.#request;
    // An upstream that began to answer has done the work; asking again would have it done twice.
    const mayRepeat = !this.upload && !hasBegun && !this.#isGone && !this.#isRepeated && idempotent.has(method);
    if (mayRepeat && isStale(error) && retries.spend()) {
      this.#isRepeated = true;
      this.#connection = null;
      upstream.pool.repeat(this);
      return;
    }
    this.#finish(this.#describeEnd(error));
  }

  #finish(result: ForwardResult, endedMs = performance.now()): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#stalled) clearTimeout(this.#stalled);
    this.#stalled = null;
    this.#request.follower.onEnd(result, endedMs);
  }

  #describeEnd(error: Error): ForwardResult {
    const status = this.#status;
    if (this.#isGone || error instanceof CallerGone) {
      this.#request.sink.reset();
      // An upload that was cut off is not a call: the upstream never had all of it.
      return { kind: "aborted", status, forwarded: this.#isForwarded && (this.upload?.body.readableEnded ?? true) };
    }
    if (this.#isHeadSent && status !== null) {
      this.#request.sink.reset();
      return { kind: "broken", status };
    }
    const sent = this.#isForwarded ? "maybe" : "no";
    const failed = { kind: "failed" as const, sent, status, error: null } as const;
    if (error instanceof RefusedAnswer) return { ...failed, failure: status === 402 ? "billing" : "unreachable" };
    if (error instanceof BodyTooLarge) return { ...failed, failure: "too_large" };
    return { ...failed, failure: isLate(error) ? "late" : "unreachable", error };
  }
}
