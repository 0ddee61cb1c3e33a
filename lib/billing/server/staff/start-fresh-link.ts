import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import Stripe from "stripe";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import {
  billingAccount,
  billingSubscription,
  checkoutIntent,
  stripeCommand,
  stripeEvent,
  stripeLink,
} from "@/db/schema/billing";
import { invoice, paymentMethod } from "@/db/schema/invoices";
import { inTransaction } from "@/db/transaction";
import { stopTopUps } from "@/lib/billing/server/credits/stop-top-ups";
import { checkLink } from "@/lib/billing/server/reconcile/check-link";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { expectObject } from "@/lib/billing/server/stripe/expect-object";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import { requestSync } from "@/lib/billing/server/sync/request-sync";
import { FreshLinkInput } from "@/lib/billing/staff-inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Begins anew with the Stripe account that answers now: what was mirrored of the other one stays as history, its
 * subscriptions count as over, and customers are made anew when somebody buys. The way from the sandbox to test mode,
 * and from there to live mode.
 * @throws AppError `conflict` while the account is the same; `payment_processor_unavailable`.
 */
export async function startFreshLink(ctx: Ctx, input: z.input<typeof FreshLinkInput>): Promise<void> {
  authorizeStaff(ctx, "staff:refunds");
  const { reason } = parseInput(FreshLinkInput, input);
  const mode = currentMode();
  const stripe = stripeClient();
  if (mode === "manual") return;
  const accountId = await askAccount(stripe);
  await inTransaction(async (tx) => {
    const [before] = await tx.select().from(stripeLink).where(eq(stripeLink.id, 1)).for("update");
    if (before?.accountId === accountId && before.mode === mode) {
      throw new AppError("conflict", "This database belongs to the account that answers.", { reason: "same_account" });
    }
    const tenantIds = await archiveMirror(tx, ctx.now, mode === "live");
    await tx.delete(stripeLink).where(eq(stripeLink.id, 1));
    await tx.insert(stripeLink).values({ accountId, mode, apiVersion: Stripe.API_VERSION, checkedAt: ctx.now });
    await recordAudit(tx, ctx, {
      action: "billing_link.renewed",
      objectKind: "stripe_link",
      objectId: accountId,
      before: before && { accountId: before.accountId, mode: before.mode },
      after: { accountId, mode, tenants: tenantIds.length },
      reason,
    });
    for (const tenantId of tenantIds) await requestSync(tx, tenantId, ctx.now);
  });
  await checkLink(ctx.now);
}

async function askAccount(stripe: Stripe): Promise<string> {
  try {
    return expectObject(await stripe.accounts.retrieveCurrent(), "account").id;
  } catch {
    throw new AppError("payment_processor_unavailable", "Stripe does not answer.", { reason: "no_answer" });
  }
}

/** What was the other account's can be neither paid nor changed any more. */
async function archiveMirror(tx: Transaction, now: Date, isLive: boolean): Promise<string[]> {
  await tx
    .update(billingSubscription)
    .set({ status: "canceled", endedAt: now })
    .where(and(eq(billingSubscription.billedBy, "stripe"), isNull(billingSubscription.endedAt)));
  await tx
    .update(invoice)
    .set({ status: "void", nextAttemptAt: null, hostedUrl: null, pdfUrl: null })
    .where(and(eq(invoice.billedBy, "stripe"), inArray(invoice.status, ["draft", "open"])));
  await tx.update(paymentMethod).set({ detachedAt: now, isDefault: false }).where(isNull(paymentMethod.detachedAt));
  await tx.update(checkoutIntent).set({ status: "expired" }).where(eq(checkoutIntent.status, "open"));
  await stopTopUps(tx, { tenantId: null, at: now });
  await tx
    .update(stripeEvent)
    .set({ status: "skipped", doneAt: now })
    .where(inArray(stripeEvent.status, ["new", "claimed"]));
  await tx
    .update(stripeCommand)
    .set({ status: "failed", doneAt: now, error: abandoned })
    .where(inArray(stripeCommand.status, ["pending", "sent", "unknown"]));
  const accounts = await tx
    .update(billingAccount)
    .set({
      stripeCustomerId: null,
      testClockId: null,
      clockTarget: null,
      defaultPaymentMethodId: null,
      balanceMinor: 0,
      // A later customer of the same tenant is another one.
      deletedAt: now,
      syncError: null,
      ...(isLive && { clockOffsetSeconds: 0 }),
    })
    .where(isNotNull(billingAccount.stripeCustomerId))
    .returning({ tenantId: billingAccount.tenantId });
  return accounts.map(({ tenantId }) => tenantId);
}

const abandoned = {
  type: "abandoned",
  code: null,
  declineCode: null,
  adviceCode: null,
  status: null,
  message: "Another Stripe account took the place of the one that it was for.",
};
