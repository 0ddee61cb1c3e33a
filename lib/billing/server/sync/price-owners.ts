import { and, eq, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { stripeLink, stripeObject } from "@/db/schema/billing";

/** Our price components by Stripe's price ids: `{planVersionId}:flat` or `{planVersionId}:{featureId}`. */
export type PriceOwners = ReadonlyMap<string, string>;

/** Which prices are ours: by their ids as they were made, never by metadata or a guess. */
export async function priceOwners(reader: Reader, stripePriceIds: readonly string[]): Promise<PriceOwners> {
  if (stripePriceIds.length === 0) return new Map();
  const rows = await reader
    .select({ stripeId: stripeObject.stripeId, localId: stripeObject.localId })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .where(and(eq(stripeObject.localType, "price"), inArray(stripeObject.stripeId, [...new Set(stripePriceIds)])));
  return new Map(rows.map(({ stripeId, localId }) => [stripeId, localId]));
}
