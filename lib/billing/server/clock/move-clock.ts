import { and, eq, isNotNull } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount } from "@/db/schema/billing";
import { billingNow } from "@/lib/billing/billing-now";
import { furthestStep } from "@/lib/billing/clock-step";
import { readClocks } from "@/lib/billing/server/clock/read-clocks";
import { settleClock } from "@/lib/billing/server/clock/settle-clock";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { flushTenantUsage } from "@/lib/billing/server/usage/flush-tenant-usage";

/** A step at the provider takes about a second; who waits longer comes again. */
const patienceMs = 15_000;
const pauseMs = 150;
const startedMs = () => performance.now();

/**
 * Moves a tenant's clock towards its target, in steps of at most two intervals; true when it has arrived. What was used
 * is reported before each step, because it belongs to the time before it. Safe to repeat from any point.
 */
export async function moveClock(tenantId: string, now: Date): Promise<boolean> {
  const since = startedMs();
  const at = () => new Date(now.getTime() + startedMs() - since);
  for (;;) {
    const [clock] = await readClocks(at(), tenantId);
    if (!clock?.target) return true;
    if (!clock.testClockId) {
      await settleClock(tenantId, clock.target, at());
      await endMove(tenantId);
      return true;
    }
    const frozen = await waitForClock(tenantId, clock.testClockId, patienceMs - (startedMs() - since));
    if (!frozen) return false;
    // What the step led to is read before the next one, which may depend on it.
    if (frozen > billingNow(at(), clock.clockOffsetSeconds)) {
      await settleClock(tenantId, frozen, at());
      await syncTenant(tenantId, at());
    }
    if (frozen >= clock.target) {
      await endMove(tenantId);
      return true;
    }
    await flushTenantUsage(tenantId, at());
    const step = new Date(Math.min(clock.target.getTime(), furthestStep(frozen, clock.intervals).getTime()));
    await askForStep(tenantId, clock.testClockId, step, at());
    if (startedMs() - since > patienceMs) return false;
  }
}

/** Where the provider's clock stands, once it stands; null: it moves for longer than that. */
async function waitForClock(tenantId: string, testClockId: string, forMs: number): Promise<Date | null> {
  const since = startedMs();
  for (;;) {
    const { status, frozen_time: frozenTime } = await stripeClient()
      .testHelpers.testClocks.retrieve(testClockId)
      .catch(async (error: unknown) => {
        // It was deleted: nothing will ever arrive.
        if (error instanceof Stripe.errors.StripeInvalidRequestError) await endMove(tenantId, error.message);
        throw error;
      });
    if (status === "ready") return new Date(frozenTime * 1000);
    if (status !== "advancing") {
      await endMove(tenantId, `The clock is ${status}.`);
      throw new Error(`The clock ${testClockId} is ${status}.`);
    }
    if (startedMs() - since > forMs) return null;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function askForStep(tenantId: string, testClockId: string, step: Date, now: Date): Promise<void> {
  const seconds = Math.ceil(step.getTime() / 1000);
  const asked = await runCommand({
    tenantId,
    kind: "test_clock.advance",
    key: `clock:${testClockId}:${seconds}`,
    request: { id: testClockId, params: { frozen_time: seconds } },
    createdBy: "clock",
    now,
  });
  if (asked.status !== "failed") return;
  await endMove(tenantId, asked.error.message);
  throw new Error(`The clock ${testClockId} does not go to ${step.toISOString()}: ${asked.error.message}`);
}

async function endMove(tenantId: string, error: string | null = null): Promise<void> {
  await database()
    .update(billingAccount)
    .set({ clockTarget: null, ...(error !== null && { syncError: error }) })
    .where(and(eq(billingAccount.tenantId, tenantId), isNotNull(billingAccount.clockTarget)));
}
