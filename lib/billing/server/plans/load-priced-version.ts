import { and, eq, isNotNull } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { feature, plan, planFeature, planVersion } from "@/db/schema/catalog";
import type { PricedVersion } from "@/lib/billing/price-spec";

export type LoadedPricedVersion = PricedVersion & { status: "draft" | "publishing" | "published" };

/** A plan version as far as Stripe must know it; null: there is none. */
export async function loadPricedVersion(reader: Reader, planVersionId: string): Promise<LoadedPricedVersion | null> {
  const [row] = await reader
    .select({
      planId: plan.id,
      planSlug: plan.slug,
      planName: plan.name,
      description: plan.description,
      planVersionId: planVersion.id,
      number: planVersion.number,
      priceMinor: planVersion.priceMinor,
      currency: planVersion.currency,
      interval: planVersion.interval,
      status: planVersion.status,
    })
    .from(planVersion)
    .innerJoin(plan, eq(plan.id, planVersion.planId))
    .where(eq(planVersion.id, planVersionId));
  if (!row) return null;
  const overage = await reader
    .select({
      featureId: feature.id,
      featureSlug: feature.slug,
      featureName: feature.name,
      rateE12: planFeature.overageRateE12,
    })
    .from(planFeature)
    .innerJoin(feature, eq(feature.id, planFeature.featureId))
    .where(
      and(
        eq(planFeature.planVersionId, planVersionId),
        eq(planFeature.overage, "postpaid"),
        isNotNull(planFeature.overageRateE12),
      ),
    )
    .orderBy(feature.id);
  return { ...row, overage: overage.map((line) => ({ ...line, rateE12: line.rateE12 ?? 0 })) };
}
