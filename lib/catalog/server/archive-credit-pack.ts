import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { creditPack } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreditPackIdInput } from "@/lib/catalog/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes a credit pack off sale. Credits that were bought with it stay, and automatic purchases that named it go on.
 * @throws AppError `not_found`.
 */
export async function archiveCreditPack(ctx: Ctx, input: z.input<typeof CreditPackIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { creditPackId } = parseInput(CreditPackIdInput, input);
  await inTransaction(async (tx) => {
    const [row] = await tx
      .update(creditPack)
      .set({ archivedAt: ctx.now })
      .where(and(eq(creditPack.id, creditPackId), isNull(creditPack.archivedAt)))
      .returning({ id: creditPack.id });
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, ctx, { action: "credit_pack.archived", objectKind: "credit_pack", objectId: creditPackId });
  });
}
