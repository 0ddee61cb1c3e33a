import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { creditLot } from "@/db/schema/entitlements";
import { ledgerAccount } from "@/db/schema/metering";
import { inTransaction } from "@/db/transaction";
import { creditDecimal } from "@/lib/credits";
import { WithdrawCreditLotInput } from "@/lib/entitlements/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes back what is left of a lot. What was used stays used, and calls in flight keep what they hold, which may leave
 * the lot a little below nothing.
 * @returns the credits that were taken back, as a decimal string.
 * @throws AppError `not_found`, `conflict` when nothing is left.
 */
export async function withdrawCreditLot(
  ctx: Ctx,
  input: z.input<typeof WithdrawCreditLotInput>,
): Promise<{ lotId: string; withdrawn: string }> {
  authorizeStaff(ctx, "staff:credits");
  const { tenantId, lotId, reason } = parseInput(WithdrawCreditLotInput, input);
  return inTransaction(async (tx) => {
    const [account] = await tx
      .select({ id: ledgerAccount.accountId, posted: ledgerAccount.posted, consumed: ledgerAccount.consumed })
      .from(creditLot)
      .innerJoin(ledgerAccount, eq(ledgerAccount.accountId, creditLot.accountId))
      .where(and(eq(creditLot.tenantId, tenantId), eq(creditLot.id, lotId)))
      .for("update", { of: creditLot });
    if (!account) throw new AppError("not_found");
    const left = account.posted - account.consumed;
    if (left <= 0) throw new AppError("conflict", "Nothing is left of this lot.");
    const line = {
      line: 1,
      kind: "reduction",
      unit: "microcredit",
      from: account.id,
      to: "issued:microcredit",
      amount: left,
      reason,
    };
    await tx.execute(sql`select ledger_post('credit_lot_withdrawn', ${`${lotId}:${ctx.requestId}`},
                                            ${JSON.stringify([line])}::jsonb)`);
    const withdrawn = creditDecimal(left);
    await recordAudit(tx, ctx, {
      action: "credit_lot.withdrawn",
      objectKind: "credit_lot",
      objectId: lotId,
      tenantId,
      after: { withdrawn },
      reason,
    });
    await recordChange(tx, { subject: "tenant", subjectId: tenantId });
    return { lotId, withdrawn };
  });
}
