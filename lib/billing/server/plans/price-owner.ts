import { and, eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { stripeLink, stripeObject } from "@/db/schema/billing";

/** `flat`, or the feature whose overage is billed. */
export type PriceOwner = { planVersionId: string; component: "flat" | (string & {}) };

/** The plan version that a price in Stripe belongs to; null: it is none of ours. Never guessed from metadata. */
export async function priceOwner(reader: Reader, stripePriceId: string): Promise<PriceOwner | null> {
  const [found] = await reader
    .select({ localId: stripeObject.localId })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .where(and(eq(stripeObject.localType, "price"), eq(stripeObject.stripeId, stripePriceId)));
  const [planVersionId, component] = found?.localId.split(":") ?? [];
  return planVersionId && component ? { planVersionId, component } : null;
}
