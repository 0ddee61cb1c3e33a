import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { selectBudgets } from "@/lib/keys/server/select-budgets";
import { writeBudgets } from "@/lib/keys/server/write-budgets";
import type { AskedBudgets } from "@/lib/keys/types";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/** Writes a locked key's budgets, leaves the audit line, reads what the caller answers, and tells the gateways. */
export async function changeBudgets<View>(
  tx: Transaction,
  ctx: Ctx,
  change: { tenantId: string; keyId: string; budgets: AskedBudgets },
  view: () => Promise<View>,
): Promise<View> {
  const { tenantId, keyId } = change;
  const held = async () =>
    ((await selectBudgets(tx, tenantId, keyId)).get(keyId) ?? []).map(({ featureId, units, period }) => ({
      featureId,
      units,
      period,
    }));
  const before = await held();
  await writeBudgets(tx, change);
  await recordAudit(tx, ctx, {
    action: "key.budgets_set",
    objectKind: "key",
    objectId: keyId,
    tenantId,
    before,
    after: await held(),
  });
  const answer = await view();
  await recordChange(tx, { subject: "key", subjectId: keyId, tenantId });
  return answer;
}
