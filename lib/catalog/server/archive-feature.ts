import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { feature, route } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { FeatureIdInput } from "@/lib/catalog/inputs";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Takes a feature off the list of what plans can include; published versions keep it.
 * @throws AppError `not_found`, `conflict` while a route in service needs it.
 */
export async function archiveFeature(ctx: Ctx, input: z.input<typeof FeatureIdInput>): Promise<void> {
  authorizeStaff(ctx, "staff:catalog");
  const { featureId } = parseInput(FeatureIdInput, input);
  await inTransaction(async (tx) => {
    const [row] = await tx
      .update(feature)
      .set({ archivedAt: ctx.now })
      .where(and(eq(feature.id, featureId), isNull(feature.archivedAt)))
      .returning({ id: feature.id });
    if (!row) throw new AppError("not_found");
    const users = await tx
      .select({ method: route.method, path: route.path })
      .from(route)
      .where(and(eq(route.featureId, featureId), isNull(route.archivedAt)))
      .limit(3);
    if (users.length > 0) {
      const names = users.map((user) => `${user.method} ${user.path}`).join(", ");
      throw new AppError("conflict", `Routes still need this feature: ${names}. Give them another one first.`);
    }
    await recordAudit(tx, ctx, { action: "feature.archived", objectKind: "feature", objectId: featureId });
    await recordChange(tx, { subject: "catalog", subjectId: featureId });
  });
}
