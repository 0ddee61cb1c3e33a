import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { database, type Transaction } from "@/db/client";
import { planChange } from "@/db/schema/billing";
import { subscription as held } from "@/db/schema/entitlements";
import { inTransaction } from "@/db/transaction";
import { CancelSubscriptionInput } from "@/lib/billing/change-inputs";
import { closeOpenInvoices } from "@/lib/billing/server/changes/close-open-invoices";
import { describeChange } from "@/lib/billing/server/changes/describe-change";
import { dropPending } from "@/lib/billing/server/changes/drop-pending";
import { endUnbilled } from "@/lib/billing/server/changes/end-unbilled";
import { findChange, type PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { releaseSchedule } from "@/lib/billing/server/changes/release-schedule";
import {
  type Changeable,
  findOpenChange,
  refused,
  requireSubscription,
} from "@/lib/billing/server/changes/require-changeable";
import { sendChange } from "@/lib/billing/server/changes/send-change";
import { asRefusal } from "@/lib/billing/server/checkout/as-refusal";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { readHolding } from "@/lib/billing/server/checkout/read-holding";
import { resolveDrafts } from "@/lib/billing/server/invoices/resolve-drafts";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { stripeClient } from "@/lib/billing/server/stripe/stripe-client";
import type { PlanChangeView } from "@/lib/billing/views";
import { env } from "@/lib/env";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Cancels what a tenant is billed for: with the end of the period that is paid, or at once where nothing runs any more
 * because payments failed. What is planned or waits for its payment gives way. Cancelling does not make an unpaid
 * invoice go away; `close` does, where the operator offers it.
 * @throws AppError `conflict`: `checkout` (nothing to cancel), `billed_by_hand`, `change_open` while a change is being
 *   sent, `close_not_offered`; `payment_processor_unavailable`.
 */
export async function cancelSubscription(
  ctx: Ctx,
  input: z.input<typeof CancelSubscriptionInput>,
): Promise<PlanChangeView> {
  const tenantId = authorizeMember(ctx, "billing:write");
  const { reason, openInvoice } = parseInput(CancelSubscriptionInput, input);
  if (openInvoice === "close" && env().FAREGATE_CLOSE_ON_CANCEL !== "on") {
    throw refused("close_not_offered", "The invoice stays to be paid; it is not closed with a cancellation.");
  }
  const { stripe, other } = await readHolding(database(), tenantId);
  if (!stripe && other?.billedBy === "nobody") return endUnbilled(ctx, tenantId, reason);
  const subscription = await requireSubscription(database(), tenantId);
  await requireLink(ctx.now);
  const open = await findOpenChange(database(), subscription.id);
  if (open?.kind === "cancel") return describeChange(open);
  if (open?.status === "sent") throw refused("change_open", "Another change is under way. Try again in a moment.");
  // Who cancels does not want to go up any more.
  if (open?.status === "pending_payment") await dropPending(ctx, open);
  await releaseSchedule(ctx, tenantId, subscription.id);
  if (subscription.status === "unpaid") await closeDrafts(ctx, tenantId, subscription.stripeSubscriptionId);
  const change = await inTransaction((tx) => claim(tx, ctx, tenantId, subscription, reason));
  if (change.status === "sent") await sendChange(change, ctx.now);
  if (openInvoice === "close") await closeOpenInvoices(ctx, tenantId, subscription.id);
  return describeChange(await findChange(database(), tenantId, change.id));
}

/** What Stripe drafted while nothing was paid and nothing served is never collected; nor may it stay about. */
async function closeDrafts(ctx: Ctx, tenantId: string, stripeSubscriptionId: string): Promise<void> {
  try {
    const { customer } = await stripeClient().subscriptions.retrieve(stripeSubscriptionId, { expand: ["customer"] });
    if (typeof customer === "string" || customer.deleted) return;
    await resolveDrafts({ tenantId, createdBy: actorName(ctx), now: ctx.now }, customer);
  } catch (error) {
    throw asRefusal(error);
  }
}

const actorName = ({ actor }: Ctx) => (actor.kind === "person" ? actor.personId : actor.name);

async function claim(
  tx: Transaction,
  ctx: Ctx,
  tenantId: string,
  subscription: Changeable["subscription"],
  reason: string,
): Promise<PlanChangeRow> {
  const { billingNow } = await lockAccount(tx, tenantId, ctx.now);
  const open = await findOpenChange(tx, subscription.id);
  if (open?.kind === "cancel") return open;
  if (open) throw refused("change_open", "Another change is under way. Try again in a moment.");
  const endsNow = await runsNoMore(tx, tenantId, subscription, billingNow);
  const id = newId("planChange", ctx.now);
  const [change] = await tx
    .insert(planChange)
    .values({
      ...{ id, tenantId, billingSubscriptionId: subscription.id, kind: "cancel", status: "sent", endsNow, reason },
      fromVersionId: subscription.planVersionId,
      effectiveAt: endsNow ? billingNow : subscription.periodEnd,
      createdBy: actorName(ctx),
      createdAt: ctx.now,
    })
    .returning();
  if (!change) throw new Error("A change was not there after it was made.");
  await recordAudit(tx, ctx, {
    action: "subscription.cancelled",
    objectKind: "billing_subscription",
    objectId: subscription.id,
    tenantId,
    after: { endsNow, effectiveAt: change.effectiveAt },
    ...(reason !== "" && { reason }),
  });
  return change;
}

/** Calls are refused already, for want of a payment: there is no paid time to wait for. */
async function runsNoMore(
  tx: Transaction,
  tenantId: string,
  subscription: Changeable["subscription"],
  billingNow: Date,
): Promise<boolean> {
  if (["unpaid", "incomplete", "paused"].includes(subscription.status)) return true;
  if (subscription.status !== "past_due") return false;
  const [grant] = await tx
    .select({ status: held.status, endsAt: held.endsAt })
    .from(held)
    .where(and(eq(held.tenantId, tenantId), isNull(held.replacedAt)));
  if (!grant) return true;
  return (
    grant.status === "suspended" || (grant.status === "grace" && grant.endsAt !== null && grant.endsAt <= billingNow)
  );
}
