import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { stripeLink } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { clockEvents, subscribedEvents } from "@/lib/billing/server/intake/subscribed-events.data";
import { webhookPath } from "@/lib/billing/server/reconcile/check-endpoint";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/id";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Makes the endpoint in Stripe that tells this portal of payments, for the SDK's API version and with our events. Its
 * secret is shown once, and belongs into STRIPE_WEBHOOK_SECRET.
 * @throws AppError `conflict` where Stripe could not reach this portal, or an endpoint stands already.
 */
export async function createWebhookEndpoint(ctx: Ctx): Promise<{ url: string; secret: string }> {
  authorizeStaff(ctx, "staff:refunds");
  const { mode, accountId } = await requireLink(ctx.now);
  const url = `${env().PORTAL_URL}${webhookPath}`;
  if (mode === "sandbox" || !url.startsWith("https://")) {
    throw new AppError("conflict", "Stripe needs a public https address to tell this portal of payments.", {
      reason: "not_public",
    });
  }
  for await (const endpoint of stripeClient().webhookEndpoints.list({ limit: 100 })) {
    if (endpoint.url !== url) continue;
    throw new AppError("conflict", "There is an endpoint for this portal; its secret is in Stripe's Dashboard.", {
      reason: "exists",
    });
  }
  const made = await stripeClient().webhookEndpoints.create(
    {
      url,
      enabled_events: mode === "live" ? [...subscribedEvents] : [...subscribedEvents, ...clockEvents],
      api_version: Stripe.API_VERSION,
      description: "Faregate",
    },
    { idempotencyKey: `endpoint:${accountId}:${newId("stripeCommand", ctx.now)}` },
  );
  await inTransaction(async (tx) => {
    await tx.update(stripeLink).set({ webhookEndpointId: made.id }).where(eq(stripeLink.id, 1));
    await recordAudit(tx, ctx, {
      action: "webhook_endpoint.created",
      objectKind: "webhook_endpoint",
      objectId: made.id,
      after: { url, secret: "set" },
    });
  });
  return { url, secret: made.secret ?? "" };
}
