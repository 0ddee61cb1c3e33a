import { and, eq, sql } from "drizzle-orm";
import { database, type Reader } from "@/db/client";
import { stripeObject } from "@/db/schema/billing";

export type StripeObjectRow = typeof stripeObject.$inferSelect;
type Named = Pick<StripeObjectRow, "localType" | "localId" | "stripeAccount">;

/** What stands in a Stripe account for something of ours. */
export async function findStripeObject(reader: Reader, named: Named): Promise<StripeObjectRow | null> {
  const [row] = await reader.select().from(stripeObject).where(isNamed(named));
  return row ?? null;
}

/** Notes that it stands there as it was asked for. */
export async function keepStripeObject(
  row: Named & { stripeId: string; lookupKey?: string; specHash: string },
  now: Date,
): Promise<void> {
  const values = { ...row, lookupKey: row.lookupKey ?? null, active: true, syncedAt: now };
  await database()
    .insert(stripeObject)
    .values(values)
    .onConflictDoUpdate({
      target: [stripeObject.localType, stripeObject.localId, stripeObject.stripeAccount],
      set: {
        stripeId: sql`excluded.stripe_id`,
        lookupKey: sql`excluded.lookup_key`,
        specHash: sql`excluded.spec_hash`,
        active: true,
        syncedAt: now,
      },
    });
}

/** Forgets what does not stand there any more. */
export async function forgetStripeObject(named: Named): Promise<void> {
  await database().delete(stripeObject).where(isNamed(named));
}

const isNamed = ({ localType, localId, stripeAccount }: Named) =>
  and(
    eq(stripeObject.localType, localType),
    eq(stripeObject.localId, localId),
    eq(stripeObject.stripeAccount, stripeAccount),
  );
