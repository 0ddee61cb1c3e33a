import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { api } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { ApiIdInput } from "@/lib/catalog/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes an api out of service: its calls answer 404 from then on. The slug stays taken, so no other api inherits it.
 * @throws AppError `not_found`.
 */
export async function archiveApi(ctx: Ctx, input: z.input<typeof ApiIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { apiId } = parseInput(ApiIdInput, input);
  await inTransaction(async (tx) => {
    const [row] = await tx
      .update(api)
      .set({ archivedAt: ctx.now })
      .where(and(eq(api.id, apiId), isNull(api.archivedAt)))
      .returning({ id: api.id });
    if (!row) throw new AppError("not_found");
    await recordAudit(tx, ctx, { action: "api.archived", objectKind: "api", objectId: apiId });
    await recordChange(tx, { subject: "catalog", subjectId: apiId });
  });
}
