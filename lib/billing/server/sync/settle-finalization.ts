import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { closeTask } from "@/lib/billing/server/tasks/close-task";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";

/** An invoice that Stripe cannot make final waits for a person; mostly taxes ask for an address. */
export async function settleFinalization(
  tx: Transaction,
  tenantId: string,
  invoices: readonly Stripe.Invoice[],
  now: Date,
): Promise<void> {
  for (const { id, status, last_finalization_error: error } of invoices) {
    const task = { kind: "finalization_failed", objectId: id, now };
    if (status === "draft" && error) {
      const details = { code: error.code ?? null, message: error.message ?? "" };
      await raiseTask(tx, { ...task, tenantId, details });
    } else if (status !== "draft") {
      await closeTask(tx, task);
    }
  }
}
