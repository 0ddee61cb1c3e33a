import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { portalConfiguration } from "@/lib/billing/server/reconcile/portal-configuration.data";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

/** Makes the customer portal's settings what they are in code; other settings make another configuration. */
export async function keepPortalConfiguration(accountId: string): Promise<void> {
  const hash = createHash("sha256").update(JSON.stringify(portalConfiguration)).digest("hex").slice(0, 32);
  const [link] = await database().select().from(stripeLink).where(eq(stripeLink.id, 1));
  if (link?.portalConfigurationId && link.portalConfigurationHash === hash) return;
  const made = expectObject(
    await stripeClient().billingPortal.configurations.create(portalConfiguration, {
      idempotencyKey: `portal:${accountId}:${hash}`,
    }),
    "billing_portal.configuration",
  );
  await database()
    .update(stripeLink)
    .set({ portalConfigurationId: made.id, portalConfigurationHash: hash })
    .where(eq(stripeLink.id, 1));
}
