import { and, eq, isNull } from "drizzle-orm";
import type Stripe from "stripe";
import { database } from "@/db/client";
import { billingAccount, checkoutIntent } from "@/db/schema/billing";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";

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
    await database()
      .update(checkoutIntent)
      .set({
        stripeSessionId: session.id,
        url: session.url,
        // The provider counts in the customer's own time.
        expiresAt: new Date((session.expires_at - account.offset) * 1000),
      })
      .where(and(eq(checkoutIntent.id, intent.id), isNull(checkoutIntent.stripeSessionId)));
    return session;
  } catch (fault) {
    throw asRefusal(fault);
  }
}
