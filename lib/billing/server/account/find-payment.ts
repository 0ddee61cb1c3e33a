import { and, desc, eq, gte, isNotNull, type SQL } from "drizzle-orm";
import { database } from "@/db/client";
import { checkoutIntent, stripeCommand } from "@/db/schema/billing";
import { invoice } from "@/db/schema/invoices";
import { declineCause } from "@/lib/billing/decline-cause";
import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import type { DeclineCause } from "@/lib/billing/types";

/** A payment on its way to an open gate. Instants are real time. */
export type FoundPayment = {
  intentId: string | null;
  requestId: string | null;
  sentAt: Date | null;
  confirmedAt: Date | null;
  /** Why it failed last. */
  cause: DeclineCause | null;
};

/** Nobody watches an older one. */
const latestMs = 86_400_000;

/** The payment that is meant: by its intent, by the refused request that led to it, or the tenant's latest. */
export async function findPayment(
  tenantId: string,
  asked: { intentId?: string | undefined; requestId?: string | undefined },
  now: Date,
): Promise<FoundPayment | null> {
  const since = new Date(now.getTime() - latestMs);
  const intent = await findIntent(
    tenantId,
    asked.intentId
      ? eq(checkoutIntent.id, asked.intentId)
      : asked.requestId
        ? eq(checkoutIntent.fromRequestId, asked.requestId)
        : gte(checkoutIntent.createdAt, since),
  );
  if (asked.intentId && !intent) return null;
  const paid = asked.intentId ? null : await findPay(tenantId, since);
  if (paid && (!intent || paid.createdAt > intent.createdAt)) {
    const { error } = paid;
    return {
      intentId: null,
      requestId: null,
      sentAt: paid.sentAt,
      confirmedAt: paid.status === "done" ? paid.doneAt : null,
      cause: paid.status === "failed" && error ? declineCause(error).cause : null,
    };
  }
  if (!intent) return null;
  const confirmedAt = intent.status === "completed" ? intent.completedAt : null;
  return {
    intentId: intent.id,
    requestId: intent.fromRequestId,
    // The provider's page does not tell when its button was pressed: the first that is known is that it was paid.
    sentAt: confirmedAt,
    confirmedAt,
    cause: confirmedAt ? null : await openCause(tenantId),
  };
}

async function findIntent(tenantId: string, where: SQL): Promise<Intent | null> {
  const [row] = await database()
    .select()
    .from(checkoutIntent)
    .where(and(eq(checkoutIntent.tenantId, tenantId), where))
    .orderBy(desc(checkoutIntent.createdAt), desc(checkoutIntent.id))
    .limit(1);
  return row ?? null;
}

async function findPay(tenantId: string, since: Date) {
  const [row] = await database()
    .select()
    .from(stripeCommand)
    .where(
      and(
        eq(stripeCommand.tenantId, tenantId),
        eq(stripeCommand.kind, "invoice.pay"),
        gte(stripeCommand.createdAt, since),
        isNotNull(stripeCommand.sentAt),
      ),
    )
    .orderBy(desc(stripeCommand.createdAt), desc(stripeCommand.id))
    .limit(1);
  return row ?? null;
}

async function openCause(tenantId: string): Promise<DeclineCause | null> {
  const [row] = await database()
    .select({ cause: invoice.cause })
    .from(invoice)
    .where(and(eq(invoice.tenantId, tenantId), eq(invoice.status, "open"), isNotNull(invoice.cause)))
    .orderBy(desc(invoice.createdAt))
    .limit(1);
  return (row?.cause as DeclineCause | undefined) ?? null;
}
