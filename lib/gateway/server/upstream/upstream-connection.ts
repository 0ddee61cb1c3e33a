import type { Socket } from "node:net";
import { connectUpstream, type UpstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import { type Upload, type UploadOwner, UploadPump } from "@/lib/gateway/server/upstream/upload-pump";
import { UpstreamFailure } from "@/lib/gateway/server/upstream/upstream-failure";
import { AnswerReader, type AnswerTaker } from "@/lib/gateway/upstream/answer-reader";

/** One call on a connection. `onEnd` or `onFailure` is called last, once. */
export type Exchange = AnswerTaker & {
  /** Request line and headers with the empty line behind them, Latin-1. */
  readonly head: string;
  readonly isHead: boolean;
  /** Whose call it is, to share connections out by. */
  readonly caller: string;
  readonly upload: Upload | null;
  /** From the end of the request to the head of the answer. */
  readonly responseTimeoutMs: number;
  /** Between two pieces of the answer. */
  readonly idleTimeoutMs: number;
  /** From now on the upstream may know of the call. */
  onStart(connection: UpstreamConnection): void;
  /** @param hasBegun true when a byte of an answer had come. */
  onFailure(error: Error, hasBegun: boolean): void;
};

/** Who keeps connections. A call's end is told before what became of its connection; `onGone` is told why. */
export type ConnectionOwner = {
  onOpen(connection: UpstreamConnection): void;
  onEnd(exchange: Exchange): void;
  onFree(connection: UpstreamConnection): void;
  onGone(connection: UpstreamConnection, error: Error): void;
};

/** Below the five seconds after which most servers end an idle connection. */
const maxKeepMs = 4_000;
/** An upstream that says how long it keeps a connection may end it that much earlier than it would seem from here. */
const keepMarginMs = 1_000;

/** A connection to an upstream: one call at a time, then the next, as long as both sides keep it. */
export class UpstreamConnection implements UploadOwner {
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #reader = new AnswerReader();
  #exchange: Exchange | null = null;
  #upload: UploadPump | null = null;
  /** Monotonic; what must have happened by then says the state: connected, answered, gone on, been used again. */
  #deadlineMs: number;
  #isGone = false;
  #isPaused = false;
  /** True until the connection can carry its first call. */
  isConnecting = true;

  constructor(origin: UpstreamOrigin, connectTimeoutMs: number, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#deadlineMs = performance.now() + connectTimeoutMs;
    const socket = connectUpstream(origin, (bytes) => this.#take(bytes));
    this.#socket = socket;
    socket.once(origin.isSecure ? "secureConnect" : "connect", () => this.#open());
    socket.on("end", () => this.#close());
    socket.on("close", () => this.#close());
    socket.on("error", (error) => this.#fail(error));
  }

  /** True when a call may be put on it now. */
  isUsable(nowMs: number): boolean {
    return !this.#isGone && nowMs < this.#deadlineMs && this.#socket.writable;
  }

  /** Sends a call. The connection must be free. */
  run(exchange: Exchange, nowMs: number): void {
    this.#exchange = exchange;
    this.#reader.begin(exchange, exchange.isHead);
    this.#deadlineMs = nowMs + exchange.responseTimeoutMs;
    exchange.onStart(this);
    if (this.#exchange !== exchange) return;
    if (exchange.upload) this.#upload = new UploadPump(this.#socket, exchange.head, exchange.upload, this);
    else this.#socket.write(exchange.head, "latin1");
  }

  /** Ends the running call, if it is this one, and the connection with it. */
  abort(exchange: Exchange, error: Error): void {
    if (this.#exchange === exchange) this.#fail(error);
  }

  /** Reads no more of the answer for now. */
  pause(exchange: Exchange): void {
    if (this.#exchange !== exchange || this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
    // Waiting for the caller is not the upstream's idleness.
    this.#deadlineMs = Number.POSITIVE_INFINITY;
  }

  resume(exchange: Exchange): void {
    if (this.#exchange !== exchange || !this.#isPaused) return;
    this.#deadlineMs = performance.now() + exchange.idleTimeoutMs;
    this.#flow();
  }

  #flow(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** Ends what has taken too long; called many times a second, so that no call needs a timer. */
  checkDeadline(nowMs: number): void {
    if (nowMs < this.#deadlineMs) return;
    if (!this.#exchange) {
      if (this.isConnecting)
        this.#fail(new UpstreamFailure("late", "The upstream did not take the connection in time."));
      else this.destroy("It was kept long enough.");
      return;
    }
    const wasAnswering = this.#reader.head !== null;
    if (!wasAnswering && this.#isUploading(nowMs)) return;
    this.#fail(
      wasAnswering
        ? new UpstreamFailure("late", "The upstream stopped in the middle of its answer.")
        : new UpstreamFailure("late", "The upstream did not answer in time."),
    );
  }

  /** A caller who sends slowly is not the upstream's lateness; an upstream that does not read is. */
  #isUploading(nowMs: number): boolean {
    const [exchange, upload] = [this.#exchange, this.#upload];
    if (!exchange || !upload || upload.isSent) return false;
    const dueMs = upload.movedMs + exchange.responseTimeoutMs;
    if (dueMs <= nowMs && this.#socket.writableNeedDrain) return false;
    this.#deadlineMs = Math.max(dueMs, nowMs);
    return true;
  }

  /** Ends the connection, and the call on it. */
  destroy(message: string): void {
    this.#fail(new UpstreamFailure("away", message));
  }

  onSent(): void {
    if (this.#exchange && !this.#reader.head) this.#deadlineMs = performance.now() + this.#exchange.responseTimeoutMs;
  }

  onUploadFailure(error: Error): void {
    this.#fail(error);
  }

  #open(): void {
    if (this.#isGone) return;
    this.isConnecting = false;
    this.#deadlineMs = performance.now() + maxKeepMs;
    this.#owner.onOpen(this);
  }

  #take(bytes: Buffer): void {
    const exchange = this.#exchange;
    if (!exchange) {
      // Bytes that nobody asked for would be taken for the answer to the next call.
      this.#fail(new UpstreamFailure("broken", "The upstream answered without being asked."));
      return;
    }
    try {
      const read = this.#reader.push(bytes);
      if (this.#exchange !== exchange) return;
      if (read === "broken") this.#fail(new UpstreamFailure("broken", "The answer breaks the rules of HTTP."));
      else if (read !== "more") this.#finish(exchange, read === "whole");
      else if (this.#reader.head && !this.#isPaused) this.#deadlineMs = performance.now() + exchange.idleTimeoutMs;
    } catch (error) {
      // What came could not be passed on, e.g. a header that Node refuses to send.
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The answer is whole and told. @param isClean false when something came behind it. */
  #finish(exchange: Exchange, isClean: boolean): void {
    const head = this.#reader.head;
    const keepMs = Math.min(maxKeepMs, (head?.keepAliveMs ?? Number.POSITIVE_INFINITY) - keepMarginMs);
    // A request that the upstream did not wait for would be read as the next one. Behind the answer to a HEAD some
    // servers send the body after all.
    const isSent = this.#upload?.isSent ?? true;
    const isReusable = isClean && isSent && head?.keepsAlive === true && keepMs > 0 && !exchange.isHead;
    this.#upload?.stop();
    this.#upload = null;
    this.#exchange = null;
    this.#reader.stop();
    this.#flow();
    this.#deadlineMs = performance.now() + keepMs;
    this.#owner.onEnd(exchange);
    if (isReusable) this.#owner.onFree(this);
    else this.destroy("It cannot carry another call.");
  }

  #close(): void {
    const exchange = this.#exchange;
    if (this.#isGone) return;
    if (exchange && this.#reader.end()) this.#finish(exchange, false);
    else this.#fail(new UpstreamFailure("closed", "The upstream closed the connection."));
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    const hasBegun = exchange !== null && this.#reader.hasBegun;
    this.#exchange = null;
    this.#reader.stop();
    this.#upload?.stop();
    this.#upload = null;
    this.#deadlineMs = Number.POSITIVE_INFINITY;
    if (exchange) this.#owner.onEnd(exchange);
    if (!this.#isGone) {
      this.#isGone = true;
      this.#socket.destroy();
      this.#owner.onGone(this, error);
    }
    exchange?.onFailure(error, hasBegun);
  }
}
