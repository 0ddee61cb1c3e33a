import { type ConnectOptions, connect, type Sql } from "@/db/connect";
import type { Env } from "@/lib/env";
import type { StoreAnswer, StoreFailure, StoreRequest } from "@/lib/metering/core/types";
import { forgetArguments } from "@/lib/metering/server/forget-arguments";
import { askStore } from "@/lib/metering/server/store/ask-store";
import { errorCode, storeFailure } from "@/lib/metering/server/store/store-failure";
import { newTiming, type Timing, timed } from "@/lib/metering/server/timing";
import { log } from "@/lib/server/log";

export type StoreResult = { answer: StoreAnswer } | { failure: StoreFailure };

export type StoreFigures = {
  acquires: Timing;
  flushes: Timing;
  /** By SQLSTATE, or the driver's word for an error without one. */
  flushErrors: Readonly<Record<string, number>>;
};

/** The metering functions of the database, each request answered exactly once and in time. */
export type Store = {
  call(request: StoreRequest, timeoutMs: number): Promise<StoreResult>;
  figures(): StoreFigures;
  close(): Promise<void>;
};

const poolOptions: ConnectOptions = {
  max: 8,
  statementTimeoutMs: 2_000,
  lockTimeoutMs: 1_000,
  connectTimeoutSec: 3,
  maxBackoffSec: 2,
};
/** A new pool is not thrown away as well before it could connect. */
const leastPoolLifeMs = 3_000;

/** What the driver knows of a query beyond its types: whether a connection has it. */
const isSent = (query: object): boolean => "state" in query && query.state !== null && query.state !== undefined;

export function openStore(database: Env, name: string, nodeId: string): Store {
  const connectPool = (): Sql => connect(database, { ...poolOptions, name });
  const acquires = newTiming();
  const flushes = newTiming();
  const flushErrors: Record<string, number> = {};
  let sql = connectPool();
  let poolSinceMs = performance.now();
  let isAway = false;
  let isClosed = false;

  /** A server that ends every statement after 2 s and has not answered yet is behind a dead connection. */
  function replacePool(): void {
    if (isClosed || performance.now() - poolSinceMs < leastPoolLifeMs) return;
    const old = sql;
    sql = connectPool();
    poolSinceMs = performance.now();
    old.end({ timeout: 0 }).catch(() => undefined);
  }

  /** Null when no answer came in time. */
  async function answerInTime(request: StoreRequest, timeoutMs: number, isDoubtful: boolean) {
    const query = askStore(sql, nodeId, request, isDoubtful).execute();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        // One that still waits for a connection is taken back, which rejects it; the result of others is not known.
        if (isSent(query)) replacePool();
        else query.cancel();
        setImmediate(resolve, null);
      }, timeoutMs);
    });
    try {
      const rows = await Promise.race([query, late]);
      return rows && ({ ...rows[0]?.answer, fn: request.fn } as StoreAnswer);
    } finally {
      clearTimeout(timer);
      forgetArguments(query);
    }
  }

  async function ask(request: StoreRequest, timeoutMs: number): Promise<StoreAnswer | null> {
    try {
      return await answerInTime(request, timeoutMs, false);
    } catch (error) {
      // Data that cannot be read: a row of the request log must not hold up the outcomes of its node.
      if (request.fn !== "usage_flush" || !errorCode(error).startsWith("22")) throw error;
      return answerInTime(request, timeoutMs, true);
    }
  }

  function note(request: StoreRequest, error: unknown): void {
    const code = errorCode(error);
    if (request.fn === "usage_flush") flushErrors[code] = (flushErrors[code] ?? 0) + 1;
    if (!isAway && !isClosed) log().warn({ err: error, fn: request.fn }, "the ledger does not answer as it should");
    isAway = true;
  }

  return {
    async call(request, timeoutMs) {
      const startedMs = performance.now();
      try {
        const answer = await ask(request, timeoutMs);
        if (!answer) {
          note(request, Object.assign(new Error(`No answer within ${timeoutMs} ms.`), { code: "late" }));
          return { failure: { kind: "unknown" } };
        }
        if (isAway) log().info("the ledger answers again");
        isAway = false;
        if (request.fn === "lease_acquire") timed(acquires, performance.now() - startedMs);
        if (request.fn === "usage_flush") timed(flushes, performance.now() - startedMs);
        return { answer };
      } catch (error) {
        note(request, error);
        return { failure: storeFailure(error) };
      }
    },
    figures: () => ({ acquires, flushes, flushErrors }),
    async close() {
      isClosed = true;
      await sql.end({ timeout: 1 }).catch(() => undefined);
    },
  };
}
