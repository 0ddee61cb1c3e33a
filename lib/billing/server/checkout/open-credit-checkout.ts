import { and, eq, isNull } from "drizzle-orm";
import type Stripe from "stripe";
import type { z } from "zod";
import { database } from "@/db/client";
import { creditPack } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { BuyCreditsInput } from "@/lib/billing/checkout-inputs";
import { ensureSession } from "@/lib/billing/server/checkout/ensure-session";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { requireOpenTenant } from "@/lib/billing/server/checkout/require-open-tenant";
import { returnUrls } from "@/lib/billing/server/checkout/return-urls";
import { taxParams } from "@/lib/billing/server/checkout/tax-params";
import { type Intent, writeIntent } from "@/lib/billing/server/checkout/write-intent";
import { ensureCreditProduct } from "@/lib/billing/server/plans/ensure-credit-product";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Opens the hosted page on which a credit pack is paid. Each opening is a purchase of its own; the lot comes once, with
 * the payment.
 * @throws AppError `validation_failed` for a pack that is not on sale, `conflict` for another currency,
 * `payment_processor_unavailable`.
 */
export async function openCreditCheckout(
  ctx: Ctx,
  input: z.input<typeof BuyCreditsInput>,
): Promise<{ url: string; intentId: string }> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { creditPackId, fromRequestId = null } = parseInput(BuyCreditsInput, input);
  await requireOpenTenant(database(), tenantId);
  const [pack] = await database()
    .select()
    .from(creditPack)
    .where(and(eq(creditPack.id, creditPackId), isNull(creditPack.archivedAt)));
  if (!pack) throw invalidField("/creditPackId", "unknown", "This pack is not on sale.");
  await ensureCustomer(ctx, tenantId);
  const product = await ensureCreditProduct(ctx.now);
  const intent = await inTransaction(async (tx) => {
    const { currency } = await lockAccount(tx, tenantId, ctx.now);
    if (currency !== null && currency !== pack.currency) {
      throw new AppError("conflict", `This tenant pays in ${currency}; this pack is sold in ${pack.currency}.`, {
        reason: "other_currency",
      });
    }
    return writeIntent(tx, ctx, {
      tenantId,
      kind: "credits",
      creditPackId,
      amountMinor: pack.priceMinor,
      currency: pack.currency,
      creditMicro: pack.creditMicro,
      fromRequestId,
    });
  });
  const session = await ensureSession(intent, (customer) => params(intent, customer, product, pack));
  if (!session.url) throw new AppError("conflict", "This page is closed already. Open another.");
  return { url: session.url, intentId: intent.id };
}

function params(
  intent: Intent,
  customer: string,
  product: string,
  pack: { name: string; priceMinor: number; currency: string },
): Stripe.Checkout.SessionCreateParams {
  const metadata = { tenant_id: intent.tenantId, intent_id: intent.id, kind: "credits" };
  const price = { currency: pack.currency.toLowerCase(), unit_amount: pack.priceMinor, product };
  return {
    mode: "payment",
    customer,
    client_reference_id: intent.tenantId,
    line_items: [{ price_data: price, quantity: 1 }],
    // The card stays for an automatic top-up, which its holder agrees to elsewhere.
    payment_intent_data: { metadata, setup_future_usage: "off_session", description: pack.name },
    invoice_creation: { enabled: true, invoice_data: { metadata } },
    metadata,
    ...returnUrls(intent),
    ...taxParams(),
  };
}
