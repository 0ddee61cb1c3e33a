import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { clockEvents, subscribedEvents } from "@/lib/billing/server/intake/subscribed-events.data";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import { env } from "@/lib/env";

export const webhookPath = "/api/webhooks/stripe";

/**
 * Looks at the webhook endpoint that stands in Stripe for this portal: its list of events is set right, and a version
 * that differs from the SDK's, or being switched off, is told to an admin. One without an endpoint polls.
 */
export async function checkEndpoint(now: Date): Promise<void> {
  const url = `${env().PORTAL_URL}${webhookPath}`;
  let found: Stripe.WebhookEndpoint | null = null;
  for await (const endpoint of stripeClient().webhookEndpoints.list({ limit: 100 })) {
    if (endpoint.url === url) found = endpoint;
  }
  await database()
    .update(stripeLink)
    .set({ webhookEndpointId: found?.id ?? null })
    .where(eq(stripeLink.id, 1));
  const task = { kind: "webhook_endpoint", objectId: url, now };
  const expected = { apiVersion: Stripe.API_VERSION, status: "enabled" };
  const actual = found && { apiVersion: found.api_version, status: found.status };
  if (!found || (actual?.apiVersion === expected.apiVersion && actual.status === expected.status)) {
    await closeTask(database(), task);
  } else {
    await raiseTask(database(), { ...task, tenantId: null, details: { expected, actual } });
  }
  const told = new Set<string>(found?.enabled_events ?? []);
  const wanted = [...subscribedEvents, ...(currentMode() === "live" ? [] : clockEvents)];
  if (found && !told.has("*") && wanted.some((type) => !told.has(type))) {
    await stripeClient().webhookEndpoints.update(found.id, { enabled_events: wanted });
  }
}
