import { eq } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { stripeLink } from "@/db/schema/billing";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { AppError } from "@/lib/errors";

export type Link = { accountId: string; mode: "sandbox" | "test" | "live" };

/** How long this process believes which account its key belongs to. */
const believedMs = 60_000;
const shared: { client?: Stripe; accountId?: string; askedMs?: number } = {};
/** People wait for this answer; and while none comes, not each of them anew. */
const patience = { timeout: 5_000, maxNetworkRetries: 1 };
const restMs = 2_000;
const failed: { client?: Stripe; untilMs?: number } = {};

/**
 * The Stripe account that this database belongs to, once the key was found to belong to it too. The first account that
 * answers becomes it.
 * @throws AppError `payment_processor_unavailable` while Stripe does not answer, another account does, or cards are not
 *   set up.
 */
export async function requireLink(now: Date): Promise<Link> {
  const mode = currentMode();
  const stripe = stripeClient();
  if (mode === "manual") throw away("manual");
  const accountId = await askAccount(stripe, now);
  await database()
    .insert(stripeLink)
    .values({ accountId, mode, apiVersion: Stripe.API_VERSION, checkedAt: now })
    .onConflictDoNothing();
  const [link] = await database().select().from(stripeLink).where(eq(stripeLink.id, 1));
  if (!link || link.accountId !== accountId || link.mode !== mode) throw away("other_account");
  return { accountId, mode };
}

async function askAccount(stripe: Stripe, now: Date): Promise<string> {
  const isFresh = shared.askedMs !== undefined && Math.abs(now.getTime() - shared.askedMs) < believedMs;
  if (shared.client === stripe && shared.accountId && isFresh) return shared.accountId;
  if (failed.client === stripe && performance.now() < (failed.untilMs ?? 0)) throw away("no_answer");
  try {
    const { id } = expectObject(await stripe.accounts.retrieveCurrent({}, patience), "account");
    Object.assign(shared, { client: stripe, accountId: id, askedMs: now.getTime() });
    return id;
  } catch (error) {
    Object.assign(failed, { client: stripe, untilMs: performance.now() + restMs });
    throw away(error instanceof Stripe.errors.StripeAuthenticationError ? "key_refused" : "no_answer");
  }
}

const sentences = {
  manual: "Card payments are not set up here.",
  other_account: "The key belongs to another Stripe account than this portal's data. An admin must decide what holds.",
  key_refused: "Stripe does not accept the key of this portal.",
  no_answer: "The payment provider does not answer. Nothing was charged; try again soon.",
};

const away = (reason: keyof typeof sentences) =>
  new AppError("payment_processor_unavailable", sentences[reason], { reason });
