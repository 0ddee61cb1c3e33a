import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { apiKey } from "@/db/schema/keys";
import { inTransaction } from "@/db/transaction";
import { AppError } from "@/lib/errors";
import { changeBudgets } from "@/lib/keys/server/change-budgets";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import { SetTenantBudgetsInput } from "@/lib/keys/staff-inputs";
import type { BudgetView } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Staff give a tenant's key its budgets; those that are not listed end. What was used stays used.
 * @throws AppError `not_found`, `permission_denied`, `conflict` (revoked), `validation_failed`.
 */
export async function setTenantBudgets(
  ctx: Ctx,
  asked: z.input<typeof SetTenantBudgetsInput>,
): Promise<{ budgets: BudgetView[] }> {
  authorizeStaff(ctx, "staff:keys");
  const { tenantId, id, budgets } = parseInput(SetTenantBudgetsInput, asked);
  return inTransaction(async (tx) => {
    const [key] = await tx
      .select({ revokedAt: apiKey.revokedAt })
      .from(apiKey)
      .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.id, id)))
      .for("update");
    if (!key) throw new AppError("not_found");
    if (key.revokedAt) throw new AppError("conflict", "This key is revoked, which is final.");
    return changeBudgets(tx, ctx, { tenantId, keyId: id, budgets }, async () => ({
      budgets: (await selectBudgets(tx, tenantId, id)).get(id) ?? [],
    }));
  });
}
