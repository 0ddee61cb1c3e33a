import { and, desc, eq, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { feature, planFeature, planVersion } from "@/db/schema/catalog";
import type { VersionContent } from "@/lib/catalog/compare-versions";

export type VersionRow = typeof planVersion.$inferSelect;
export type LoadedVersion = { row: VersionRow; content: VersionContent };

/** Versions of one plan with what they include, newest first. */
export async function loadVersionContents(
  reader: Reader,
  planId: string,
  status?: VersionRow["status"],
): Promise<LoadedVersion[]> {
  const rows = await reader
    .select()
    .from(planVersion)
    .where(and(eq(planVersion.planId, planId), status ? eq(planVersion.status, status) : undefined))
    .orderBy(desc(planVersion.number));
  if (rows.length === 0) return [];
  const lines = await reader
    .select({ line: planFeature, kind: feature.kind })
    .from(planFeature)
    .innerJoin(feature, eq(feature.id, planFeature.featureId))
    .where(
      inArray(
        planFeature.planVersionId,
        rows.map((row) => row.id),
      ),
    );
  return rows.map((row) => {
    const own = lines.filter(({ line }) => line.planVersionId === row.id);
    const { priceMinor, currency, ratePerMinute, interval, trialDays, trialNeedsCard, graceDays, trialGraceDays } = row;
    return {
      row,
      content: {
        priceMinor,
        currency,
        ratePerMinute,
        interval,
        trialDays,
        trialNeedsCard,
        graceDays,
        trialGraceDays,
        limits: Object.fromEntries(own.map(({ line }) => [line.featureId, line.limitUnits])),
        meters: Object.fromEntries(
          own
            .filter(({ kind }) => kind === "meter")
            .map(({ line: { featureId, period, creditMicroPerUnit, overage, overageRateE12 } }) => [
              featureId,
              { period, creditMicroPerUnit, overage, overageRateE12 },
            ]),
        ),
      },
    };
  });
}
