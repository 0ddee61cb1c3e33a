import { inTransaction } from "@/db/transaction";
import { changeBudgets } from "@/lib/keys/server/change-budgets";
import { getKey } from "@/lib/keys/server/get-key";
import { lockKey } from "@/lib/keys/server/lock-key";
import { type KeyView, SetBudgetsInput } from "@/lib/keys/types";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Gives a key of the caller's tenant its budgets; those that are not listed end. What was used stays used.
 * @throws AppError `not_found`, `permission_denied`, `conflict` (revoked), `validation_failed`.
 */
export async function setKeyBudgets(ctx: Ctx, asked: SetBudgetsInput): Promise<KeyView> {
  const tenantId = authorizeMember(ctx, "budgets:write");
  const { id, budgets } = parseInput(SetBudgetsInput, asked);
  return inTransaction(async (tx) => {
    await lockKey(tx, ctx, id);
    return changeBudgets(tx, ctx, { tenantId, keyId: id, budgets }, () => getKey(ctx, { id }, tx));
  });
}
