import { and, asc, eq } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { feature } from "@/db/schema/catalog";
import { keyBudget } from "@/db/schema/keys";
import type { BudgetView } from "@/lib/keys/types";

/** Budgets of a tenant's keys, or of one of them, by key id. Who may ask is the caller's matter. */
export async function selectBudgets(
  reader: Reader,
  tenantId: string,
  keyId?: string,
): Promise<Map<string, BudgetView[]>> {
  const rows = await reader
    .select({ budget: keyBudget, featureName: feature.name, unitPlural: feature.unitPlural })
    .from(keyBudget)
    .innerJoin(feature, eq(feature.id, keyBudget.featureId))
    .where(and(eq(keyBudget.tenantId, tenantId), keyId ? eq(keyBudget.keyId, keyId) : undefined))
    .orderBy(asc(feature.name), asc(feature.id));
  const byKey = new Map<string, BudgetView[]>();
  for (const { budget, featureName, unitPlural } of rows) {
    const { featureId, units, period } = budget;
    const held = byKey.get(budget.keyId) ?? [];
    byKey.set(budget.keyId, [...held, { featureId, featureName, unitPlural, units, period }]);
  }
  return byKey;
}
