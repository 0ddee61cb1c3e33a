import type { Sql } from "@/db/connect";
import { reserve } from "@/lib/metering/server/reserve";
import { settle } from "@/lib/metering/server/settle";
import type { HoldRequest, Meter, Outcome, Reservation } from "@/lib/metering/types";
import { log } from "@/lib/server/log";

const reserveDeadlineMs = 2_000;
const maxPending = 10_000;
const maxWaitMs = 5_000;

/** The meter that asks the store for every call. */
export function openMeter(sql: Sql, nodeId: string): Meter {
  let pending = 0;

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
          return;
        } catch (err) {
          log().warn({ err, requestId, outcome, pending }, "a hold could not be settled; it is tried again");
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
        setTimeout(
          () => void settleUntilRecorded(hold.tenantId, hold.requestId, "void", 0),
          reserveDeadlineMs + 500,
        ).unref();
        throw error;
      }
    },
    settle: settleUntilRecorded,
    pending: () => pending,
    async drain(ms) {
      const until = performance.now() + ms;
      while (pending > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
      if (pending > 0) log().error({ pending }, "holds are left unsettled; the worker settles them as unknown");
    },
  };
}
