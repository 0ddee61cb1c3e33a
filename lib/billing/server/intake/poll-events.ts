import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { hasTestClocks } from "@/lib/billing/billing-mode";
import { recordEvents } from "@/lib/billing/server/intake/record-events";
import { clockEvents, subscribedEvents, typesPerCall } from "@/lib/billing/server/intake/subscribed-events.data";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { env } from "@/lib/env";

/** Events appear a little after the instant that they bear. */
const overlapMs = 600_000;
const firstLookBackMs = 86_400_000;
/** Stripe keeps events for 30 days. */
const mostLookBackMs = 30 * 86_400_000;
const mostPages = 100;

/**
 * Asks for events that no webhook brought, into the same inbox. Where clocks can be moved all that Stripe keeps are
 * looked at, because an event bears the time of its customer's clock: no order by time is one of all customers
 * (docs/decisions).
 * @returns how many were new. @throws AppError `payment_processor_unavailable` while Stripe is away.
 */
export async function pollEvents(now: Date): Promise<{ found: number }> {
  if (currentMode() === "manual") return { found: 0 };
  await requireLink(now);
  const hasClocks = hasTestClocks(env());
  const [link] = await database().select().from(stripeLink).where(eq(stripeLink.id, 1));
  const seenMs = link?.eventsSeenUntil?.getTime();
  const fromMs = Math.max(
    seenMs ? seenMs - overlapMs : now.getTime() - firstLookBackMs,
    now.getTime() - mostLookBackMs,
  );
  const types = [...subscribedEvents, ...(hasClocks ? clockEvents : [])];
  let found = 0;
  for (let at = 0; at < types.length; at += typesPerCall) {
    const chunk = types.slice(at, at + typesPerCall);
    found += await pollTypes(chunk, hasClocks ? null : Math.floor(fromMs / 1000), now);
  }
  await database().update(stripeLink).set({ eventsSeenUntil: now }).where(eq(stripeLink.id, 1));
  return { found };
}

async function pollTypes(types: string[], fromSec: number | null, now: Date): Promise<number> {
  let found = 0;
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { data, has_more } = await stripeClient().events.list({
      types,
      limit: 100,
      ...(fromSec !== null && { created: { gte: fromSec } }),
      ...(after && { starting_after: after }),
    });
    found += await inTransaction((tx) => recordEvents(tx, data, "poll", now));
    after = data.at(-1)?.id;
    if (!has_more || !after) break;
  }
  return found;
}

/** How often events are asked for: rarely where webhooks bring them. Null: never. */
export function pollEverySeconds(): number | null {
  if (currentMode() === "manual") return null;
  return (env().STRIPE_WEBHOOK_SECRET ?? []).length > 0 ? 300 : 60;
}
