import { and, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink, stripeObject } from "@/db/schema/billing";
import { retrieved } from "@/lib/billing/server/stripe/retrieved";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/**
 * Sees whether a product of ours still stands in Stripe and is on sale.
 * @returns true when it drifted; null when it is none of ours.
 */
export async function checkProduct(stripeProductId: string, now: Date): Promise<boolean | null> {
  const [row] = await database()
    .select({ localId: stripeObject.localId })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .where(
      and(inArray(stripeObject.localType, ["plan", "credit_product"]), eq(stripeObject.stripeId, stripeProductId)),
    );
  if (!row) return null;
  const product = await retrieved(stripeClient().products.retrieve(stripeProductId));
  const isActive = product !== null && !product.deleted && product.active;
  const task = { kind: "product_drift", objectId: row.localId, now };
  if (isActive) await closeTask(database(), task);
  else await raiseTask(database(), { ...task, tenantId: null, details: { stripeProductId } });
  return !isActive;
}
