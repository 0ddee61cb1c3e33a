import type { Expansion, TenantFacts } from "@/lib/analytics/signals/types";

/** Signs that a tenant may want more, each with the sentence that says what was seen. */
export function findExpansion({ earlyEighty, quotaWalls30, wantedFeature }: TenantFacts): Expansion[] {
  const found: Expansion[] = [];
  if (earlyEighty && earlyEighty.periods >= 2) {
    const { featureName, dayOfPeriod, periods } = earlyEighty;
    found.push({
      id: "early_eighty",
      sentence: `80 % of ${featureName} used by day ${dayOfPeriod}, ${periods} periods running.`,
    });
  }
  if (quotaWalls30.count >= 2 && quotaWalls30.paid >= 1) {
    found.push({
      id: "repeated_quota",
      sentence: `Reached a quota ${quotaWalls30.count} times in 30 days and paid ${quotaWalls30.paid === 1 ? "once" : `${quotaWalls30.paid} times`} to go on.`,
    });
  }
  if (wantedFeature && wantedFeature.days >= 3) {
    found.push({
      id: "wants_feature",
      sentence: `Asked for ${wantedFeature.featureName} on ${wantedFeature.days} of 30 days.`,
    });
  }
  return found;
}
