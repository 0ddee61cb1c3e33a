import type { Transaction } from "@/db/client";
import { checkoutIntent, stripeCommand } from "@/db/schema/billing";
import { newId } from "@/lib/id";
import type { SeededVersion } from "@/scripts/seed/seed-catalogue";

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** From a payment being confirmed to the grant that follows from it. */
const grantedAfterMs = 640;
/** What somebody takes to type a card in. */
const typedMs = 2 * minuteMs;

/** The payment page on which a plan was bought, confirmed just before its grant. */
export async function confirmCheckout(tx: Transaction, tenantId: string, version: SeededVersion, grantedAt: Date) {
  const completedAt = new Date(grantedAt.getTime() - grantedAfterMs);
  const createdAt = new Date(completedAt.getTime() - typedMs);
  const id = newId("checkoutIntent", createdAt);
  await tx.insert(checkoutIntent).values({
    ...{ id, tenantId, kind: "subscribe", planVersionId: version.id, stripeSessionId: `cs_demo_${id}` },
    ...{ amountMinor: version.priceMinor, currency: "EUR", status: "completed", completedAt },
    ...{ expiresAt: new Date(createdAt.getTime() + dayMs), createdBy: "demo", createdAt },
  });
}

/** An open invoice that somebody paid by hand, confirmed just before the grant that it restored. */
export async function confirmInvoice(tx: Transaction, tenantId: string, invoiceId: string, grantedAt: Date) {
  const at = new Date(grantedAt.getTime() - grantedAfterMs);
  await tx.insert(stripeCommand).values({
    ...{ id: newId("stripeCommand", at), tenantId, kind: "invoice.pay", idempotencyKey: `pay:${invoiceId}:demo:0` },
    ...{ request: { id: invoiceId, params: {} }, status: "done", attempts: 1 },
    ...{ nextAt: at, sentAt: at, doneAt: at, createdBy: "demo", createdAt: at },
  });
}
