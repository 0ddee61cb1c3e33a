import type { Sql } from "@/db/connect";
import { reserve } from "@/lib/metering/server/reserve";
import { settle } from "@/lib/metering/server/settle";
import type { HoldRequest, Meter, Outcome, Reservation } from "@/lib/metering/types";
import { log } from "@/lib/server/log";

const reserveDeadlineMs = 2_000;
const maxPending = 10_000;
const maxWaitMs = 5_000;

const neverReached = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECT_TIMEOUT",
  "CONNECTION_ENDED",
]);

/** False when the statement surely took nothing: it never reached the server, or the server undid it and said so. */
function mayHaveRun(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return true;
  return !neverReached.has(String(error.code)) && error.name !== "PostgresError";
}

/** The meter that asks the store for every call. */
export function openMeter(sql: Sql, nodeId: string): Meter {
  let pending = 0;
  let failing = false;

  async function settleUntilRecorded(tenantId: string, requestId: string, outcome: Outcome, units: number) {
    // Beyond this the worker settles the hold as `unknown` once this node is gone; until then it stays held.
    if (pending >= maxPending) {
      log().error(
        { requestId, outcome, units, pending },
        "too many holds wait for the store; one is left to the worker",
      );
      return;
    }
    pending++;
    try {
      for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, maxWaitMs)) {
        try {
          await settle(sql, tenantId, requestId, outcome, units);
          failing = false;
          return;
        } catch (err) {
          if (!failing) log().warn({ err, requestId, outcome }, "holds cannot be settled; it is tried until they are");
          failing = true;
          await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
        }
      }
    } finally {
      pending--;
    }
  }

  return {
    async reserve(hold: HoldRequest, now: Date): Promise<Reservation> {
      try {
        return await reserve(sql, nodeId, hold, now, reserveDeadlineMs);
      } catch (error) {
        // The statement may still run, at most for its own timeout: give back what it may have taken after that.
        if (mayHaveRun(error)) {
          const giveBack = () => void settleUntilRecorded(hold.tenantId, hold.requestId, "void", 0);
          setTimeout(giveBack, reserveDeadlineMs + 500).unref();
        }
        throw error;
      }
    },
    settle: settleUntilRecorded,
    isFull: () => pending >= maxPending / 2,
    async drain(ms) {
      const until = performance.now() + ms;
      while (pending > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      if (pending > 0) log().error({ pending }, "holds are left unsettled; the worker settles them as unknown");
    },
  };
}
