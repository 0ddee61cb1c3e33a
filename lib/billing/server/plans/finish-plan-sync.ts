import { eq } from "drizzle-orm";
import { planSync } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { inTransaction } from "@/db/transaction";
import { finishPublishing } from "@/lib/catalog/server/finish-publishing";
import { systemCtx } from "@/lib/server/system-ctx";

/** All of a plan version stands in Stripe: from now on it can be bought. */
export async function finishPlanSync(planVersionId: string, stripeAccount: string, now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    const [version] = await tx.select().from(planVersion).where(eq(planVersion.id, planVersionId)).for("update");
    await tx
      .update(planSync)
      .set({ state: "synced", stripeAccount, lastError: null, attempts: 0, at: now })
      .where(eq(planSync.planVersionId, planVersionId));
    if (version?.status === "publishing") await finishPublishing(tx, systemCtx("billing", now), planVersionId);
  });
}
