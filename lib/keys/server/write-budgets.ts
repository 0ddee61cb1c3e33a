import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { feature } from "@/db/schema/catalog";
import { keyBudget } from "@/db/schema/keys";
import { invalidField } from "@/lib/invalid-field";
import type { AskedBudgets } from "@/lib/keys/types";

/**
 * Puts these budgets in the place of a key's, in the caller's transaction, which also tells the gateways.
 * @throws AppError `validation_failed` for a feature that is no meter in service, or that stands twice.
 */
export async function writeBudgets(
  tx: Transaction,
  { tenantId, keyId, budgets }: { tenantId: string; keyId: string; budgets: AskedBudgets },
): Promise<void> {
  await checkFeatures(tx, budgets);
  await tx.delete(keyBudget).where(and(eq(keyBudget.tenantId, tenantId), eq(keyBudget.keyId, keyId)));
  if (budgets.length > 0) await tx.insert(keyBudget).values(budgets.map((line) => ({ ...line, tenantId, keyId })));
}

async function checkFeatures(tx: Transaction, budgets: AskedBudgets): Promise<void> {
  if (budgets.length === 0) return;
  const ids = budgets.map((line) => line.featureId);
  const rows = await tx
    .select({ id: feature.id })
    .from(feature)
    .where(and(inArray(feature.id, ids), eq(feature.kind, "meter"), isNull(feature.archivedAt)))
    .for("share");
  const meters = new Set(rows.map((row) => row.id));
  for (const [index, id] of ids.entries()) {
    const at = `/budgets/${index}/featureId`;
    if (!meters.has(id)) throw invalidField(at, "unknown", "Only a feature that is metered has a budget.");
    if (ids.indexOf(id) !== index) throw invalidField(at, "repeated", "This feature has a budget already.");
  }
}
