import { and, eq, inArray, like } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { stripeCommand } from "@/db/schema/billing";
import { recordCommand } from "@/lib/billing/server/commands/record-command";
import type { SyncContext } from "@/lib/billing/server/sync/sync-context";

/**
 * Keeps the card in one place, the customer's default: Stripe would go on charging a subscription's own, whatever is
 * chosen in the portal. A card that only the subscription has becomes the default first, and is cleared by the next
 * sync.
 */
export async function recordCardRepairs(tx: Transaction, ctx: SyncContext): Promise<void> {
  const { customer, subscriptions } = ctx.snapshot;
  const hasDefault = customer.invoice_settings.default_payment_method !== null;
  for (const { id, default_payment_method: own, status } of subscriptions) {
    if (!own || status === "canceled" || status === "incomplete_expired") continue;
    const card = typeof own === "string" ? own : own.id;
    const common = { tenantId: ctx.tenantId, createdBy: "sync", now: ctx.now };
    if (!hasDefault) {
      const key = await nextKey(tx, `card:default:${customer.id}:${card}`);
      const request = { id: customer.id, params: { invoice_settings: { default_payment_method: card } } };
      if (key) await recordCommand(tx, { ...common, kind: "customer.update", key, request });
      return;
    }
    const key = await nextKey(tx, `card:clear:${id}:${card}`);
    const request = { id, params: { default_payment_method: "" as const } };
    if (key) await recordCommand(tx, { ...common, kind: "subscription.update", key, request });
  }
}

/** A repair that was done may be needed again; one that runs or was refused is not begun anew. */
async function nextKey(tx: Transaction, prefix: string): Promise<string | null> {
  const rows = await tx
    .select({ status: stripeCommand.status })
    .from(stripeCommand)
    .where(
      and(
        like(stripeCommand.idempotencyKey, `${prefix}:%`),
        inArray(stripeCommand.kind, ["customer.update", "subscription.update"]),
        eq(stripeCommand.createdBy, "sync"),
      ),
    );
  return rows.every(({ status }) => status === "done") ? `${prefix}:${rows.length}` : null;
}
