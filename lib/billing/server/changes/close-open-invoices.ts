import { and, eq, isNotNull } from "drizzle-orm";
import { database } from "@/db/client";
import { invoice } from "@/db/schema/invoices";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import type { Ctx } from "@/lib/server/context";

/** Voids the unpaid invoices of a subscription that was cancelled, so that none of them is collected later. */
export async function closeOpenInvoices(ctx: Ctx, tenantId: string, billingSubscriptionId: string): Promise<void> {
  const open = await database()
    .select({ stripeInvoiceId: invoice.stripeInvoiceId })
    .from(invoice)
    .where(
      and(
        eq(invoice.tenantId, tenantId),
        eq(invoice.billingSubscriptionId, billingSubscriptionId),
        eq(invoice.status, "open"),
        isNotNull(invoice.stripeInvoiceId),
      ),
    );
  for (const { stripeInvoiceId } of open) {
    if (stripeInvoiceId === null) continue;
    await runCommand({
      tenantId,
      kind: "invoice.void",
      key: `void:${stripeInvoiceId}`,
      request: { id: stripeInvoiceId, params: {} },
      createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
      now: ctx.now,
    });
  }
  await syncTenant(tenantId, ctx.now);
}
