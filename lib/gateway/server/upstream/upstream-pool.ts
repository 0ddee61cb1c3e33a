import type { UpstreamOrigin } from "@/lib/gateway/server/upstream/connect-upstream";
import {
  type ConnectionOwner,
  type Exchange,
  UpstreamConnection,
} from "@/lib/gateway/server/upstream/upstream-connection";
import { UpstreamFailure } from "@/lib/gateway/server/upstream/upstream-failure";

const maxConnections = 256;
const stopping = () => new UpstreamFailure("away", "The gateway stops.");

/**
 * Connections to one upstream. The one that was used last is used next, so that the rest may end. Calls beyond what the
 * connections can carry wait in the order in which they came.
 */
export class UpstreamPool implements ConnectionOwner {
  readonly #origin: UpstreamOrigin;
  readonly #connectTimeoutMs: number;
  readonly #connections = new Set<UpstreamConnection>();
  readonly #idle: UpstreamConnection[] = [];
  readonly #waiting: Exchange[] = [];
  #connecting = 0;
  #isClosed = false;

  constructor(origin: UpstreamOrigin, connectTimeoutMs: number) {
    this.#origin = origin;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Sends a call, at once where a connection is free. Whatever happens is told to the exchange. */
  dispatch(exchange: Exchange): void {
    const nowMs = performance.now();
    const connection = this.#takeIdle(nowMs);
    if (connection) {
      connection.run(exchange, nowMs);
      return;
    }
    if (this.#isClosed) {
      exchange.onFailure(stopping(), false);
      return;
    }
    this.#waiting.push(exchange);
    this.#grow();
  }

  /** Sends a call again that met a dead connection: on no other that has been idle, for it may be as dead. */
  repeat(exchange: Exchange): void {
    if (this.#connections.size >= maxConnections) this.#idle.pop()?.destroy("It made room.");
    this.#waiting.unshift(exchange);
    this.#grow();
  }

  /** Takes back a call that waits for a connection. @returns false when it does not wait. */
  leave(exchange: Exchange): boolean {
    const at = this.#waiting.indexOf(exchange);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
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
    this.#connecting++;
    this.#connections.add(new UpstreamConnection(this.#origin, this.#connectTimeoutMs, this));
  }

  onOpen(connection: UpstreamConnection): void {
    this.#connecting--;
    this.onFree(connection);
  }

  onFree(connection: UpstreamConnection): void {
    const waiting = this.#waiting.shift();
    if (waiting) connection.run(waiting, performance.now());
    else this.#idle.push(connection);
  }

  onGone(connection: UpstreamConnection, error: Error): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    if (connection.isConnecting) {
      this.#connecting--;
      // Whoever waited longest hears of it; the others have tries of their own.
      this.#waiting.shift()?.onFailure(error, false);
    }
    this.#grow();
  }

  /** Ends what has taken too long. */
  checkDeadlines(nowMs: number): void {
    for (const connection of this.#connections) connection.checkDeadline(nowMs);
  }

  /** Ends every call and connection. */
  close(): void {
    this.#isClosed = true;
    for (const connection of [...this.#connections]) connection.destroy("The gateway stops.");
    for (const exchange of this.#waiting.splice(0)) exchange.onFailure(stopping(), false);
  }
}
