import type { z } from "zod";
import { creditPack } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreateCreditPackInput } from "@/lib/catalog/inputs";
import { describeCreditPack } from "@/lib/catalog/server/describe-credit-pack";
import type { CreditPackRow } from "@/lib/catalog/views";
import { parseCredits } from "@/lib/credits";
import { newId } from "@/lib/id";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Puts a credit pack on sale. What it gives and costs never changes: another price is another pack.
 * @throws AppError `validation_failed`.
 */
export async function createCreditPack(ctx: Ctx, input: z.input<typeof CreateCreditPackInput>): Promise<CreditPackRow> {
  authorizeStaff(ctx, "staff:catalog");
  const { credits, ...fields } = parseInput(CreateCreditPackInput, input);
  return inTransaction(async (tx) => {
    const [row] = await tx
      .insert(creditPack)
      .values({
        id: newId("creditPack", ctx.now),
        ...fields,
        creditMicro: parseCredits(credits) ?? 0,
        createdAt: ctx.now,
      })
      .returning();
    if (!row) throw new Error("A credit pack was not written.");
    const view = describeCreditPack(row);
    await recordAudit(tx, ctx, {
      action: "credit_pack.created",
      objectKind: "credit_pack",
      objectId: row.id,
      after: view,
    });
    return view;
  });
}
