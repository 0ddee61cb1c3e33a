import { and, eq, isNull, ne } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { billingAccount, checkoutIntent } from "@/db/schema/billing";
import { topUpRule } from "@/db/schema/invoices";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { recordCommand } from "@/lib/billing/server/commands/record-command";
import { postBoughtCredits } from "@/lib/billing/server/credits/post-bought-credits";
import { stepTopUpRule } from "@/lib/billing/server/credits/step-top-up-rule";
import type { SyncContext } from "@/lib/billing/server/sync/sync-context";

/**
 * Brings intents to what their hosted pages say now: a paid one is completed, with its credits or its card. Runs inside
 * each sync, so it does not matter who looked first.
 */
export async function settleCheckouts(tx: Transaction, ctx: SyncContext): Promise<void> {
  for (const session of ctx.snapshot.sessions) {
    const [intent] = await tx
      .select()
      .from(checkoutIntent)
      .where(
        and(
          eq(checkoutIntent.stripeSessionId, session.id),
          eq(checkoutIntent.tenantId, ctx.tenantId),
          ne(checkoutIntent.status, "completed"),
        ),
      )
      .for("update");
    if (!intent) continue;
    if (session.status === "expired" && intent.status === "open") {
      await tx.update(checkoutIntent).set({ status: "expired" }).where(eq(checkoutIntent.id, intent.id));
    }
    // A way to pay that takes days leaves the session complete and unpaid for as long.
    if (session.status === "complete" && session.payment_status !== "unpaid") await complete(tx, ctx, intent, session);
  }
}

async function complete(
  tx: Transaction,
  ctx: SyncContext,
  intent: Intent,
  session: Stripe.Checkout.Session,
): Promise<void> {
  const { tenantId } = ctx;
  await tx
    .update(checkoutIntent)
    .set({ status: "completed", completedAt: ctx.now })
    .where(eq(checkoutIntent.id, intent.id));
  if (intent.kind !== "card" && intent.currency !== null) {
    await tx
      .update(billingAccount)
      .set({ currency: intent.currency })
      .where(and(eq(billingAccount.tenantId, tenantId), isNull(billingAccount.currency)));
  }
  if (intent.kind === "credits") await giveCredits(tx, ctx, intent, session);
  const card = savedCard(session);
  if (card && (intent.kind === "card" || !ctx.snapshot.customer.invoice_settings.default_payment_method)) {
    await recordCommand(tx, {
      tenantId,
      kind: "customer.update",
      key: `default:${intent.id}`,
      request: { id: ctx.snapshot.customer.id, params: { invoice_settings: { default_payment_method: card } } },
      createdBy: intent.createdBy,
      now: ctx.now,
    });
  }
}

async function giveCredits(
  tx: Transaction,
  ctx: SyncContext,
  intent: Intent,
  session: Stripe.Checkout.Session,
): Promise<void> {
  if (intent.creditPackId === null || intent.creditMicro === null) return;
  await postBoughtCredits(tx, {
    tenantId: ctx.tenantId,
    source: "purchase",
    paymentId: idOf(session.payment_intent) ?? session.id,
    creditPackId: intent.creditPackId,
    creditMicro: intent.creditMicro,
    amountMinor: intent.amountMinor ?? 0,
    currency: intent.currency ?? "",
    createdBy: intent.createdBy,
    now: ctx.now,
  });
  const [rule] = await tx.select().from(topUpRule).where(eq(topUpRule.tenantId, ctx.tenantId));
  // A person's payment shows that paying works again; an attempt that runs has its own end.
  if (rule && rule.state !== "charging") await stepTopUpRule(tx, ctx.tenantId, { kind: "paid" }, ctx.billingNow);
}

/** The card that a page of these two kinds saved; a subscription's own is set right by the sync itself. */
function savedCard(session: Stripe.Checkout.Session): string | null {
  for (const intent of [session.setup_intent, session.payment_intent]) {
    if (intent && typeof intent !== "string") return idOf(intent.payment_method);
  }
  return null;
}

const idOf = (reference: string | { id: string } | null | undefined): string | null =>
  typeof reference === "string" ? reference : (reference?.id ?? null);
