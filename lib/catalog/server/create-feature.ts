import type { z } from "zod";
import { recordChange } from "@/db/record-change";
import { feature } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { CreateFeatureInput } from "@/lib/catalog/inputs";
import { describeFeature } from "@/lib/catalog/server/describe-feature";
import type { FeatureView } from "@/lib/catalog/views";
import { newId } from "@/lib/id";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { recordAudit } from "@/lib/server/record-audit";

/**
 * Names something that plans can include. Its slug and kind never change: usage is counted under them.
 * @throws AppError `validation_failed`, also for a taken slug.
 */
export async function createFeature(ctx: Ctx, input: z.input<typeof CreateFeatureInput>): Promise<FeatureView> {
  authorizeStaff(ctx, "staff:catalog");
  const fields = parseInput(CreateFeatureInput, input);
  return inTransaction(async (tx) => {
    const [row] = await tx
      .insert(feature)
      .values({ id: newId("feature", ctx.now), ...fields, createdAt: ctx.now })
      .onConflictDoNothing({ target: feature.slug })
      .returning();
    if (!row) throw invalidField("/slug", "taken", `Another feature is called ${fields.slug}.`);
    const view = describeFeature(row);
    await recordAudit(tx, ctx, { action: "feature.created", objectKind: "feature", objectId: row.id, after: view });
    await recordChange(tx, { subject: "catalog", subjectId: row.id });
    return view;
  });
}
