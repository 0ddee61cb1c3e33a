import { eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingSubscriptionItem } from "@/db/schema/billing";
import type { HeldItem } from "@/lib/billing/swap-items";

/** What a subscription consists of in Stripe, as it was last seen. */
export const heldItems = (reader: Reader, billingSubscriptionId: string): Promise<HeldItem[]> =>
  reader
    .select({
      stripeItemId: billingSubscriptionItem.stripeItemId,
      stripePriceId: billingSubscriptionItem.stripePriceId,
      priceId: billingSubscriptionItem.priceId,
    })
    .from(billingSubscriptionItem)
    .where(eq(billingSubscriptionItem.billingSubscriptionId, billingSubscriptionId))
    .orderBy(billingSubscriptionItem.stripeItemId);
