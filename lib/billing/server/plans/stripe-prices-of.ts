import { and, eq, like } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { planSync, stripeLink, stripeObject } from "@/db/schema/billing";

/** What a plan version is bought by; `flat` is null where only its overage costs something. */
export type StripePrices = { flat: string | null; metered: { featureId: string; stripePriceId: string }[] };

/**
 * The prices of a plan version in the Stripe account that this database belongs to; null until all of them are there,
 * and for versions that ask for none.
 */
export async function stripePricesOf(reader: Reader, planVersionId: string): Promise<StripePrices | null> {
  const rows = await reader
    .select({ localId: stripeObject.localId, stripeId: stripeObject.stripeId })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .innerJoin(
      planSync,
      and(
        eq(planSync.planVersionId, planVersionId),
        eq(planSync.stripeAccount, stripeLink.accountId),
        eq(planSync.state, "synced"),
      ),
    )
    .where(and(eq(stripeObject.localType, "price"), like(stripeObject.localId, `${planVersionId}:%`)))
    .orderBy(stripeObject.localId);
  if (rows.length === 0) return null;
  const priced = rows.map(({ localId, stripeId }) => ({ component: localId.split(":")[1] ?? "", stripeId }));
  return {
    flat: priced.find(({ component }) => component === "flat")?.stripeId ?? null,
    metered: priced
      .filter(({ component }) => component !== "flat")
      .map(({ component, stripeId }) => ({ featureId: component, stripePriceId: stripeId })),
  };
}
