import type { UpstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import {
  type ConnectionOwner,
  type Exchange,
  UpstreamConnection,
} from "@/lib/gateway/server/upstream/upstream-connection";
import { UpstreamFailure } from "@/lib/gateway/server/upstream/upstream-failure";

const maxConnections = 256;
/** Of these one caller may have so many: whoever does not read his answers must not keep all others waiting. */
const maxOfOneCaller = 192;
const stopping = () => new UpstreamFailure("away", "The gateway stops.");
const noTurn = () => new UpstreamFailure("late", "No connection to the upstream came free in time.");

/** A call that waits for a connection. `untilMs` is monotonic. */
type Waiting = { exchange: Exchange; untilMs: number };

/**
 * Connections to one upstream. The one that was used last is used next, so that the rest may end. Calls beyond what the
 * connections can carry, or beyond their caller's part of them, wait in the order in which they came, each as long as it
 * would wait for its answer.
 */
export class UpstreamPool implements ConnectionOwner {
  readonly #origin: UpstreamOrigin;
  readonly #connectTimeoutMs: number;
  readonly #connections = new Set<UpstreamConnection>();
  readonly #idle: UpstreamConnection[] = [];
  readonly #waiting: Waiting[] = [];
  /** Calls under way by caller. Names stay: a `Map` that is added to and deleted from leaves old tables behind. */
  readonly #running = new Map<string, number>();
  #connecting = 0;
  #isClosed = false;

  constructor(origin: UpstreamOrigin, connectTimeoutMs: number) {
    this.#origin = origin;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Sends a call, at once where a connection is free. Whatever happens is told to the exchange. */
  dispatch(exchange: Exchange): void {
    const nowMs = performance.now();
    const connection = this.#mayRun(exchange) ? this.#takeIdle(nowMs) : null;
    if (connection) {
      this.#run(connection, exchange, nowMs);
      return;
    }
    if (this.#isClosed) {
      exchange.onFailure(stopping(), false);
      return;
    }
    this.#waiting.push({ exchange, untilMs: nowMs + exchange.responseTimeoutMs });
    this.#grow();
  }

  /** Sends a call again that met a dead connection: on no other that has been idle, for it may be as dead. */
  repeat(exchange: Exchange): void {
    if (this.#connections.size >= maxConnections) this.#idle.pop()?.destroy("It made room.");
    this.#waiting.unshift({ exchange, untilMs: performance.now() + exchange.responseTimeoutMs });
    this.#grow();
  }

  /** Takes back a call that waits for a connection. @returns false when it does not wait. */
  leave(exchange: Exchange): boolean {
    const at = this.#waiting.findIndex((one) => one.exchange === exchange);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  #mayRun({ caller }: Exchange): boolean {
    return (this.#running.get(caller) ?? 0) < maxOfOneCaller;
  }

  #run(connection: UpstreamConnection, exchange: Exchange, nowMs: number): void {
    this.#running.set(exchange.caller, (this.#running.get(exchange.caller) ?? 0) + 1);
    connection.run(exchange, nowMs);
  }

  /** The one that has waited longest of those that may run, which then waits no more. */
  #next(): Exchange | null {
    const at = this.#waiting.findIndex(({ exchange }) => this.#mayRun(exchange));
    return at < 0 ? null : (this.#waiting.splice(at, 1)[0]?.exchange ?? null);
  }

  #takeIdle(nowMs: number): UpstreamConnection | null {
    for (;;) {
      const connection = this.#idle.pop();
      if (!connection) return null;
      if (connection.isUsable(nowMs)) return connection;
      connection.destroy("It was kept long enough.");
    }
  }

  /** One more connection for each call that waits, as far as there may be more. */
  #grow(): void {
    if (this.#isClosed || this.#connecting >= this.#waiting.length || this.#connections.size >= maxConnections) return;
    if (!this.#waiting.some(({ exchange }) => this.#mayRun(exchange))) return;
    this.#connecting++;
    this.#connections.add(new UpstreamConnection(this.#origin, this.#connectTimeoutMs, this));
  }

  onOpen(connection: UpstreamConnection): void {
    this.#connecting--;
    this.onFree(connection);
  }

  onEnd({ caller }: Exchange): void {
    this.#running.set(caller, (this.#running.get(caller) ?? 1) - 1);
  }

  onFree(connection: UpstreamConnection): void {
    const next = this.#next();
    if (next) this.#run(connection, next, performance.now());
    else this.#idle.push(connection);
  }

  onGone(connection: UpstreamConnection, error: Error): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    if (connection.isConnecting) {
      this.#connecting--;
      // Whoever waited longest hears of it; the others have tries of their own.
      this.#next()?.onFailure(error, false);
    }
    this.#grow();
  }

  /** Ends what has taken too long. */
  checkDeadlines(nowMs: number): void {
    for (const connection of this.#connections) connection.checkDeadline(nowMs);
    for (const late of this.#waiting.filter(({ untilMs }) => untilMs <= nowMs)) {
      if (this.leave(late.exchange)) late.exchange.onFailure(noTurn(), false);
    }
  }

  /** Ends every call and connection. */
  close(): void {
    this.#isClosed = true;
    for (const connection of [...this.#connections]) connection.destroy("The gateway stops.");
    for (const { exchange } of this.#waiting.splice(0)) exchange.onFailure(stopping(), false);
  }
}
