import { and, eq, inArray, sql } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { stripeEvent } from "@/db/schema/billing";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

const mostAttempts = 8;

/** Marks the claimed events done; one that came later gets a sync of its own. */
export async function finishEvents(tx: Reader, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(stripeEvent)
    .set({ status: "done", doneAt: now, error: null })
    .where(and(inArray(stripeEvent.stripeEventId, [...ids]), eq(stripeEvent.status, "claimed")));
}

/**
 * Gives claimed events back. That Stripe is away is no fault of theirs; after eight faults they are dead, until an
 * admin plays them again.
 */
export async function releaseEvents(
  tx: Reader,
  ids: readonly string[],
  failure: { message: string; isFault: boolean },
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const attempts = failure.isFault ? sql`${stripeEvent.attempts} + 1` : sql`${stripeEvent.attempts}`;
  const pauseSec = failure.isFault ? sql`5 * power(2, ${stripeEvent.attempts})` : sql`30`;
  const released = await tx
    .update(stripeEvent)
    .set({
      attempts,
      error: failure.message.slice(0, 1_000),
      status: sql`case when ${attempts} >= ${mostAttempts} then 'dead' else 'new' end`,
      nextAt: sql`${now.toISOString()}::timestamptz + make_interval(secs => ${pauseSec})`,
    })
    .where(and(inArray(stripeEvent.stripeEventId, [...ids]), eq(stripeEvent.status, "claimed")))
    .returning({ id: stripeEvent.stripeEventId, type: stripeEvent.type, status: stripeEvent.status });
  for (const { id, type } of released.filter(({ status }) => status === "dead")) {
    const details = { type, error: failure.message.slice(0, 1_000) };
    await raiseTask(tx, { tenantId: null, kind: "event_dead", objectId: id, details, now });
  }
}
