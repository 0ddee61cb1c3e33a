import { and, desc, eq, gt, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { billingAccount, billingSubscription, checkoutIntent } from "@/db/schema/billing";
import { plan, planVersion } from "@/db/schema/catalog";
import { subscription } from "@/db/schema/entitlements";
import { invoice, paymentMethod } from "@/db/schema/invoices";
import { notice } from "@/db/schema/notices";
import { billingNow } from "@/lib/billing/billing-now";
import type { MoneyState } from "@/lib/billing/money-state";
import { heldAt } from "@/lib/entitlements/held-at";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { NoticeKind } from "@/lib/notice-data";

const dayMs = 24 * 60 * 60 * 1000;

/** Reads all of a tenant's money state that somebody may have to be told of. `now` is real time. */
export async function readMoneyState(reader: Reader, tenantId: string, now: Date): Promise<MoneyState> {
  const [account] = await reader.select().from(billingAccount).where(eq(billingAccount.tenantId, tenantId));
  const here = billingNow(now, account?.clockOffsetSeconds ?? 0);
  const [grant] = await reader
    .select()
    .from(subscription)
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  const held = grant ? heldAt(readGrant(grant), now) : null;
  const openInvoices = await reader
    .select()
    .from(invoice)
    .where(and(eq(invoice.tenantId, tenantId), eq(invoice.status, "open"), isNotNull(invoice.billingSubscriptionId)));
  const late = openInvoices.find(({ id }) => id === grant?.overdue?.invoiceId);
  const billed = await readSubscription(reader, tenantId, here);
  const cardId = account?.defaultPaymentMethodId ?? billed?.cardId;
  const card = cardId
    ? await reader
        .select()
        .from(paymentMethod)
        .where(and(eq(paymentMethod.stripePaymentMethodId, cardId), isNull(paymentMethod.detachedAt)))
    : [];
  const planName = held ? await readPlanName(reader, held.planVersionId) : "";
  const isOpen = held?.status === "active" || held?.status === "trialing" || held?.status === "grace";
  const fallback = billed?.endedAt ? (isOpen ? planName : null) : await readFallbackName(reader);
  const graceEnd = grant?.overdue ? new Date(grant.overdue.graceEndsAt) : (grant?.endsAt ?? null);
  return {
    tenantId,
    now: here,
    held: held && { status: held.status, reason: held.reason, planName },
    overdue: grant?.overdue ?? null,
    lateSince: billed?.overdueSince ?? late?.dueAt ?? late?.finalizedAt ?? null,
    graceEndsAt: held?.status === "grace" ? graceEnd : null,
    openInvoices,
    subscription: billed,
    card: card[0]
      ? {
          id: card[0].stripePaymentMethodId,
          brand: card[0].brand,
          last4: card[0].last4,
          expMonth: card[0].expMonth,
          expYear: card[0].expYear,
        }
      : null,
    fallbackPlanName: fallback,
    unblocked: await readUnblocked(reader, tenantId, now),
    open: await reader
      .select({ id: notice.id, kind: notice.kind })
      .from(notice)
      .where(and(eq(notice.tenantId, tenantId), isNull(notice.closedAt)))
      .then((rows) => rows.map(({ id, kind }) => ({ id, kind: kind as NoticeKind }))),
  };
}

async function readPlanName(reader: Reader, planVersionId: string): Promise<string> {
  const [row] = await reader
    .select({ name: plan.name })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(planVersion.id, planVersionId));
  return row?.name ?? "";
}

async function readFallbackName(reader: Reader): Promise<string | null> {
  const [row] = await reader
    .select({ name: plan.name })
    .from(plan)
    .where(and(eq(plan.fallback, true), isNull(plan.archivedAt)));
  return row?.name ?? null;
}

/** The subscription that runs; without one the last that ended. */
async function readSubscription(reader: Reader, tenantId: string, here: Date) {
  const rows = await reader
    .select({ billed: billingSubscription, version: planVersion, planName: plan.name })
    .from(billingSubscription)
    .innerJoin(planVersion, eq(planVersion.id, billingSubscription.planVersionId))
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(billingSubscription.tenantId, tenantId))
    .orderBy(desc(billingSubscription.startedAt));
  const endOf = ({ billed }: (typeof rows)[number]) => {
    const { endedAt, cancelAt, trialEnd, billedBy, status } = billed;
    if (endedAt) return endedAt;
    // Nobody closes these at their end: they are over by the clock.
    const end = billedBy === "nobody" && status === "trialing" ? trialEnd : billedBy === "manual" ? cancelAt : null;
    return end && end <= here ? end : null;
  };
  const begun = rows.filter(({ billed }) => billed.startedAt <= here && !billed.status.startsWith("incomplete"));
  const row = begun.find((one) => endOf(one) === null) ?? begun[0];
  if (!row) return null;
  const { billed, version, planName } = row;
  const endedAt = endOf(row);
  const isCharged = billed.billedBy === "stripe" && !billed.cancelAt && endedAt === null;
  return {
    id: billed.id,
    billedBy: billed.billedBy,
    planName,
    isTrial:
      billed.status === "trialing" || (endedAt !== null && billed.trialEnd !== null && endedAt <= billed.trialEnd),
    startedAt: billed.startedAt,
    trialEnd: billed.trialEnd,
    nextChargeAt: isCharged ? billed.periodEnd : null,
    priceMinor: version.priceMinor,
    currency: version.currency,
    endedAt,
    overdueSince: billed.overdueSince,
    /** Its own card; as a rule it has none, and the customer's is charged. */
    cardId: billed.stripeDefaultPaymentMethodId,
  };
}

async function readUnblocked(reader: Reader, tenantId: string, now: Date) {
  const rows = await reader
    .select({ intentId: checkoutIntent.id, requestId: checkoutIntent.fromRequestId })
    .from(checkoutIntent)
    .where(
      and(
        eq(checkoutIntent.tenantId, tenantId),
        eq(checkoutIntent.status, "completed"),
        inArray(checkoutIntent.kind, ["subscribe", "credits"]),
        isNotNull(checkoutIntent.fromRequestId),
        gt(checkoutIntent.completedAt, new Date(now.getTime() - dayMs)),
      ),
    );
  return rows.flatMap(({ intentId, requestId }) => (requestId === null ? [] : [{ intentId, requestId }]));
}
