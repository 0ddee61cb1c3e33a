import type { PlanChangeRow } from "@/lib/billing/server/changes/find-change";
import { refused } from "@/lib/billing/server/changes/require-changeable";
import { runCommand } from "@/lib/billing/server/commands/run-command";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

/**
 * Gives up an upgrade that waits for its payment: voiding its invoice drops it.
 * @throws AppError `conflict` (`change_open`) when it was paid meanwhile; `payment_processor_unavailable`.
 */
export async function dropPending(ctx: Ctx, change: PlanChangeRow): Promise<void> {
  const { tenantId, stripeInvoiceId } = change;
  if (stripeInvoiceId === null) throw refused("change_open", "Another change is under way. Try again in a moment.");
  const voided = await runCommand({
    tenantId,
    kind: "invoice.void",
    key: `void:${stripeInvoiceId}`,
    request: { id: stripeInvoiceId, params: {} },
    createdBy: ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name,
    now: ctx.now,
  });
  await syncTenant(tenantId, ctx.now);
  if (voided.status === "unknown") throw new AppError("payment_processor_unavailable");
  if (voided.status === "failed") throw refused("change_open", "This change was paid just now, or has lapsed.");
}
