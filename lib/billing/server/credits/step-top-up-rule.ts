import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { topUpRule } from "@/db/schema/invoices";
import { type TopUpEvent, type TopUpState, topUpStep } from "@/lib/billing/top-up-step";
import type { DeclineCause } from "@/lib/billing/types";

/** Lets something happen to a tenant's rule for automatic top-ups; null when it has none. `now` is billing time. */
export async function stepTopUpRule(
  tx: Transaction,
  tenantId: string,
  event: TopUpEvent,
  now: Date,
): Promise<TopUpState | null> {
  const [row] = await tx.select().from(topUpRule).where(eq(topUpRule.tenantId, tenantId)).for("update");
  if (!row) return null;
  const next = topUpStep({ ...row, lastCause: row.lastCause as DeclineCause | null }, event, now);
  const { state, cooldownUntil, softFailures, lastCause } = next;
  await tx
    .update(topUpRule)
    .set({ state, cooldownUntil, softFailures, lastCause })
    .where(eq(topUpRule.tenantId, tenantId));
  return next;
}
