import type Stripe from "stripe";
import type { z } from "zod";
import { inTransaction } from "@/db/transaction";
import { SaveCardInput } from "@/lib/billing/checkout-inputs";
import { ensureSession } from "@/lib/billing/server/checkout/ensure-session";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { returnUrls } from "@/lib/billing/server/checkout/return-urls";
import { type Intent, writeIntent } from "@/lib/billing/server/checkout/write-intent";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Opens the hosted page on which a card is saved; it becomes the tenant's default, and open invoices are paid with it.
 * @throws AppError `payment_processor_unavailable`.
 */
export async function openCardCheckout(
  ctx: Ctx,
  input: z.input<typeof SaveCardInput>,
): Promise<{ url: string; intentId: string }> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { fromRequestId = null } = parseInput(SaveCardInput, input);
  await ensureCustomer(ctx, tenantId);
  const intent = await inTransaction(async (tx) => {
    const { currency } = await lockAccount(tx, tenantId, ctx.now);
    return writeIntent(tx, ctx, { tenantId, kind: "card", currency, fromRequestId });
  });
  const session = await ensureSession(intent, (customer) => params(intent, customer));
  if (!session.url) throw new AppError("conflict", "This page is closed already. Open another.");
  return { url: session.url, intentId: intent.id };
}

function params(intent: Intent, customer: string): Stripe.Checkout.SessionCreateParams {
  const metadata = { tenant_id: intent.tenantId, intent_id: intent.id, kind: "card" };
  return {
    mode: "setup",
    customer,
    client_reference_id: intent.tenantId,
    // Which ways to pay are offered depends on it.
    currency: (intent.currency ?? "EUR").toLowerCase(),
    setup_intent_data: { metadata },
    metadata,
    ...returnUrls(intent),
  };
}
