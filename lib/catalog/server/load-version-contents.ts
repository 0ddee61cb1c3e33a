import { and, desc, eq, inArray } from "drizzle-orm";
import type { Reader } from "@/db/client";
import { planFeature, planVersion } from "@/db/schema/catalog";
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
  const features = await reader
    .select()
    .from(planFeature)
    .where(
      inArray(
        planFeature.planVersionId,
        rows.map((row) => row.id),
      ),
    );
  return rows.map((row) => ({
    row,
    content: {
      priceMinor: row.priceMinor,
      currency: row.currency,
      ratePerMinute: row.ratePerMinute,
      trialDays: row.trialDays,
      limits: Object.fromEntries(
        features.filter((line) => line.planVersionId === row.id).map((line) => [line.featureId, line.limitUnits]),
      ),
    },
  }));
}
