import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { recordChange } from "@/db/record-change";
import { planVersion } from "@/db/schema/catalog";
import type { Ctx } from "@/lib/server/context";

/**
 * Puts a version on sale whose content was fixed before; nothing happens to one that is on sale already. Call it last:
 * the announcement to the gateways is held to the commit.
 */
export async function finishPublishing(tx: Transaction, ctx: Ctx, planVersionId: string): Promise<void> {
  const [published] = await tx
    .update(planVersion)
    .set({ status: "published", publishedAt: ctx.now, updatedAt: ctx.now })
    .where(and(eq(planVersion.id, planVersionId), eq(planVersion.status, "publishing")))
    .returning({ id: planVersion.id });
  if (published) await recordChange(tx, { subject: "catalog", subjectId: planVersionId });
}
