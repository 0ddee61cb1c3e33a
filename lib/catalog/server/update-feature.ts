import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { feature } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { UpdateFeatureInput } from "@/lib/catalog/inputs";
import { describeFeature } from "@/lib/catalog/server/describe-feature";
import type { FeatureView } from "@/lib/catalog/views";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Changes how a feature is named for people; fields that are missing stay.
 * @throws AppError `not_found`, `validation_failed`.
 */
export async function updateFeature(ctx: Ctx, input: z.input<typeof UpdateFeatureInput>): Promise<FeatureView> {
  authorizeStaff(ctx, "staff:catalog");
  const { featureId, ...fields } = parseInput(UpdateFeatureInput, input);
  return inTransaction(async (tx) => {
    const own = and(eq(feature.id, featureId), isNull(feature.archivedAt));
    const [before] = await tx.select().from(feature).where(own).for("update");
    if (!before) throw new AppError("not_found");
    if (Object.keys(fields).length > 0) await tx.update(feature).set(fields).where(own);
    const view = describeFeature({ ...before, ...fields });
    await recordAudit(tx, ctx, {
      action: "feature.updated",
      objectKind: "feature",
      objectId: featureId,
      before: describeFeature(before),
      after: view,
    });
    await recordChange(tx, { subject: "catalog", subjectId: featureId });
    return view;
  });
}
