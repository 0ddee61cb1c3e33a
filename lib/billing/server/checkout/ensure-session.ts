import { and, eq } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount, checkoutIntent } from "@/db/schema/billing";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { expireSession } from "@/lib/billing/server/checkout/expire-session";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/**
 * The hosted page of an intent, made once whoever asks: the intent's id is the key under which the provider makes it.
 * @throws AppError `payment_processor_unavailable`, `conflict` when the provider refuses what is asked for.
 */
export async function ensureSession(
  intent: Intent,
  params: (customer: string) => Stripe.Checkout.SessionCreateParams,
): Promise<Stripe.Checkout.Session> {
  try {
    if (intent.stripeSessionId !== null) {
      return expectObject(await stripeClient().checkout.sessions.retrieve(intent.stripeSessionId), "checkout.session");
    }
    const [account] = await database()
      .select({ customer: billingAccount.stripeCustomerId, offset: billingAccount.clockOffsetSeconds })
      .from(billingAccount)
      .where(eq(billingAccount.tenantId, intent.tenantId));
    if (!account?.customer) throw new Error("A checkout was opened before its customer.");
    const session = expectObject(
      await stripeClient().checkout.sessions.create(params(account.customer), {
        idempotencyKey: `checkout:${intent.id}`,
      }),
      "checkout.session",
    );
    if (await keepSession(intent, session, account.offset)) return session;
    // Another tab chose another plan meanwhile: nobody may pay on this page.
    await expireSession(session.id);
    return { ...session, status: "expired", url: null };
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeInvalidRequestError) await tellStaff(intent, fault);
    throw asRefusal(fault);
  }
}

/** Writes the page down, unless its intent was closed before it existed. */
async function keepSession(intent: Intent, session: Stripe.Checkout.Session, offset: number): Promise<boolean> {
  const kept = await database()
    .update(checkoutIntent)
    .set({
      stripeSessionId: session.id,
      url: session.url,
      // The provider counts in the customer's own time.
      expiresAt: new Date((session.expires_at - offset) * 1000),
    })
    .where(and(eq(checkoutIntent.id, intent.id), eq(checkoutIntent.status, "open")))
    .returning({ id: checkoutIntent.id });
  return kept.length > 0;
}

/** A price that was taken off sale or deleted there is an admin's to mend; nobody can buy until then. */
async function tellStaff(intent: Intent, fault: Stripe.errors.StripeInvalidRequestError): Promise<void> {
  await raiseTask(database(), {
    tenantId: null,
    kind: "checkout_refused",
    objectId: intent.planVersionId ?? intent.creditPackId ?? intent.tenantId,
    details: { said: fault.message, code: fault.code ?? null, param: fault.param ?? null },
    now: new Date(),
  });
}
