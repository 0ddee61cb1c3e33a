import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { creditPack } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { UpdateCreditPackInput } from "@/lib/catalog/inputs";
import { describeCreditPack } from "@/lib/catalog/server/describe-credit-pack";
import type { CreditPackRow } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Changes a credit pack's name and place in the list; fields that are missing stay.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function updateCreditPack(ctx: Ctx, input: z.input<typeof UpdateCreditPackInput>): Promise<CreditPackRow> {
  authorizeStaff(ctx, "staff:catalog");
  const { creditPackId, ...fields } = parseInput(UpdateCreditPackInput, input);
  return inTransaction(async (tx) => {
    const own = and(eq(creditPack.id, creditPackId), isNull(creditPack.archivedAt));
    const [before] = await tx.select().from(creditPack).where(own).for("update");
    if (!before) throw new AppError("not_found");
    if (Object.keys(fields).length > 0) await tx.update(creditPack).set(fields).where(own);
    const view = describeCreditPack({ ...before, ...fields });
    await recordAudit(tx, ctx, {
      action: "credit_pack.updated",
      objectKind: "credit_pack",
      objectId: creditPackId,
      before: describeCreditPack(before),
      after: view,
    });
    return view;
  });
}
