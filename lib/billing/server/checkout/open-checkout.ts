import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { checkoutIntent } from "@/db/schema/billing";
import { inTransaction } from "@/db/transaction";
import { SubscribeInput } from "@/lib/billing/checkout-inputs";
import { closeIntent } from "@/lib/billing/server/checkout/close-intent";
import { ensureSession } from "@/lib/billing/server/checkout/ensure-session";
import { findOffer, type Offer } from "@/lib/billing/server/checkout/find-offer";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { requireBuyable } from "@/lib/billing/server/checkout/require-buyable";
import { requireOpenTenant } from "@/lib/billing/server/checkout/require-open-tenant";
import { subscribeParams } from "@/lib/billing/server/checkout/subscribe-params";
import { takeUnbilledPlan } from "@/lib/billing/server/checkout/take-unbilled-plan";
import { type Intent, writeIntent } from "@/lib/billing/server/checkout/write-intent";
import { stripePricesOf } from "@/lib/billing/server/plans/stripe-prices-of";
import { ensureCustomer } from "@/lib/billing/server/stripe/ensure-customer";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { type TrialOffer, trialOffer } from "@/lib/billing/trial-offer";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Where the payment is made, or that nothing had to be paid. */
export type CheckoutOpened = { url: string; intentId: string } | { done: true; intentId: null };

/** Nobody closes and opens that often by hand; behind it stands a page that others press at the same time. */
const mostTurns = 5;

/**
 * Lets a tenant choose a plan: answers the hosted page on which it is paid. A page that is open for the same plan
 * version is used again, one for another version is closed first, so that two tabs never sell twice. Free plans and
 * trials without a card begin at once.
 * @throws AppError `validation_failed` for a plan that is not on sale, `conflict` when a newer price, a running
 * subscription or another currency stands in the way, `upstream_billing_unavailable`.
 */
export async function openCheckout(ctx: Ctx, input: z.input<typeof SubscribeInput>): Promise<CheckoutOpened> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { planVersionId, fromRequestId } = parseInput(SubscribeInput, input);
  await requireOpenTenant(database(), tenantId);
  const offer = await findOffer(database(), planVersionId);
  if (await takeUnbilledPlan(ctx, tenantId, offer)) return { done: true, intentId: null };
  await requireLink(ctx.now);
  if (!(await stripePricesOf(database(), planVersionId))) {
    throw new AppError("conflict", "This plan's price has not reached the payment provider yet.", {
      reason: "not_synced",
    });
  }
  await ensureCustomer(ctx, tenantId);
  for (let turn = 0; turn < mostTurns; turn++) {
    const { intent, trial } = await claimIntent(ctx, tenantId, offer, fromRequestId ?? null);
    if (intent.planVersionId !== planVersionId) {
      await closeIntent(ctx, intent);
      continue;
    }
    const prices = await stripePricesOf(database(), planVersionId);
    if (!prices) continue;
    const session = await ensureSession(intent, (customer) => subscribeParams(intent, customer, prices, trial));
    if (session.status === "open" && session.url) return { url: session.url, intentId: intent.id };
    await closeIntent(ctx, intent);
  }
  throw new AppError("conflict", "Another page is buying for this tenant just now. Try again.", { reason: "busy" });
}

/** The tenant's open intent to subscribe, whatever for; made when there is none. */
async function claimIntent(
  ctx: Ctx,
  tenantId: string,
  offer: Offer,
  fromRequestId: string | null,
): Promise<{ intent: Intent; trial: TrialOffer }> {
  return inTransaction(async (tx) => {
    const account = await lockAccount(tx, tenantId, ctx.now);
    const holding = await readHolding(tx, tenantId);
    requireBuyable(holding, account.currency, offer);
    const [open] = await tx
      .select()
      .from(checkoutIntent)
      .where(
        and(
          eq(checkoutIntent.tenantId, tenantId),
          eq(checkoutIntent.kind, "subscribe"),
          eq(checkoutIntent.status, "open"),
        ),
      );
    const wanted = { planVersionId: offer.id, amountMinor: offer.priceMinor, currency: offer.currency };
    const intent = open ?? (await writeIntent(tx, ctx, { tenantId, kind: "subscribe", fromRequestId, ...wanted }));
    const begunAt = new Date(intent.createdAt.getTime() + account.clockOffsetSeconds * 1000);
    const trial = trialOffer(
      {
        trialDays: offer.trialDays,
        trialNeedsCard: offer.trialNeedsCard,
        hadTrial: holding.hadTrial,
        runningTrialEnd: holding.other?.status === "trialing" ? holding.other.trialEnd : null,
      },
      begunAt,
    );
    return { intent, trial };
  });
}
