import { and, eq, gt } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { plan, planFeature, planVersion } from "@/db/schema/catalog";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";

/** A plan version as it is bought. */
export type Offer = typeof planVersion.$inferSelect & { planName: string; isFree: boolean };

/**
 * The plan version that somebody wants to buy, once it is sure that it is on sale.
 * @throws AppError `validation_failed` for one that nobody may buy, `conflict` for one that a newer price replaced.
 */
export async function findOffer(reader: Reader, planVersionId: string): Promise<Offer> {
  const [found] = await reader
    .select({ version: planVersion, plan })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(planVersion.id, planVersionId));
  if (found?.version.status !== "published" || found.plan.hidden || found.plan.archivedAt) {
    throw invalidField("/planVersionId", "unknown", "This plan is not on sale.");
  }
  const versions = await reader
    .select({ number: planVersion.number })
    .from(planVersion)
    .where(and(eq(planVersion.planId, found.plan.id), eq(planVersion.status, "published")));
  if (versions.some(({ number }) => number > found.version.number)) {
    throw new AppError("conflict", "This plan has a new version. Look at its price again.", { reason: "stale_price" });
  }
  const hasOverageRate = await reader
    .select({ featureId: planFeature.featureId })
    .from(planFeature)
    .where(
      and(
        eq(planFeature.planVersionId, planVersionId),
        eq(planFeature.overage, "postpaid"),
        gt(planFeature.overageRateE12, 0),
      ),
    )
    .limit(1);
  const isFree = found.version.priceMinor === 0 && hasOverageRate.length === 0;
  return { ...found.version, planName: found.plan.name, isFree };
}
