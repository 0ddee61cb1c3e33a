import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { invoice } from "@/db/schema/invoices";
import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import type { DeclineCause } from "@/lib/billing/types";
import type { PlanChangeView } from "@/lib/billing/views";

/** How a change stands, and where its payment is finished while it waits for one. */
export async function describeChange(change: PlanChangeRow): Promise<PlanChangeView> {
  const { id, kind, status, effectiveAt, stripeInvoiceId, tenantId } = change;
  const [open] =
    status === "pending_payment" && stripeInvoiceId !== null
      ? await database()
          .select({ url: invoice.hostedUrl, cause: invoice.cause })
          .from(invoice)
          .where(and(eq(invoice.stripeInvoiceId, stripeInvoiceId), eq(invoice.tenantId, tenantId)))
      : [];
  return {
    changeId: id,
    kind,
    // A change that nobody confirmed is nothing to its subscription.
    status: status === "proposed" ? "abandoned" : status,
    effectiveAt: effectiveAt?.toISOString() ?? null,
    payUrl: open?.url ?? null,
    cause: (open?.cause ?? null) as DeclineCause | null,
  };
}
