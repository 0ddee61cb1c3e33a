import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink, stripeObject } from "@/db/schema/billing";
import { retrieved } from "@/lib/billing/server/stripe/retrieved";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/**
 * Compares a price of ours in Stripe with what was asked for. A change made in the Dashboard is never taken over: an
 * admin is told of it.
 * @returns true when it drifted; null when it is none of ours.
 */
export async function checkPrice(stripePriceId: string, now: Date): Promise<boolean | null> {
  const [row] = await database()
    .select({ localId: stripeObject.localId, specHash: stripeObject.specHash, active: stripeObject.active })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .where(and(eq(stripeObject.localType, "price"), eq(stripeObject.stripeId, stripePriceId)));
  if (!row) return null;
  const price = await retrieved(stripeClient().prices.retrieve(stripePriceId));
  const actual = price && !price.deleted ? { active: price.active, specHash: price.metadata.spec_hash ?? null } : null;
  const isSame = actual?.active === row.active && actual.specHash === row.specHash;
  const task = { kind: "price_drift", objectId: row.localId, now };
  if (isSame) {
    await closeTask(database(), task);
  } else {
    const details = { stripePriceId, expected: { active: row.active, specHash: row.specHash }, actual };
    await raiseTask(database(), { ...task, tenantId: null, details });
  }
  return !isSame;
}
