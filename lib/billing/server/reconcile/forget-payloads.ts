import { and, isNotNull, lt, notInArray } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeEvent } from "@/db/schema/billing";

const dayMs = 86_400_000;

/** Payloads hold personal data and are kept for 30 days, ids for a year, so that none is taken twice. */
export async function forgetPayloads(now: Date): Promise<{ emptied: number; forgotten: number }> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  const isOver = notInArray(stripeEvent.status, ["new", "claimed"]);
  const emptied = await database()
    .update(stripeEvent)
    .set({ payload: null })
    .where(and(isNotNull(stripeEvent.payload), lt(stripeEvent.receivedAt, before(30)), isOver))
    .returning({ id: stripeEvent.stripeEventId });
  const forgotten = await database()
    .delete(stripeEvent)
    .where(and(lt(stripeEvent.receivedAt, before(365)), isOver))
    .returning({ id: stripeEvent.stripeEventId });
  return { emptied: emptied.length, forgotten: forgotten.length };
}
