import type { Expansion, TenantFacts } from "@/lib/analytics/signals/types";

const grown = 0.5;

/** Signs that a tenant may want more, each with the sentence that says what was seen. */
export function findExpansion(facts: TenantFacts): Expansion[] {
  const { earlyEighty, quotaWalls30, wantedFeature, newKey, usageChange, capsRaised60, notSold } = facts;
  const found: Expansion[] = [];
  if (earlyEighty && earlyEighty.periods >= 2) {
    const { featureName, dayOfPeriod, periods } = earlyEighty;
    found.push({
      id: "early_eighty",
      sentence: `80% of ${featureName} used by day ${dayOfPeriod}, ${periods} periods running.`,
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
  if (newKey && usageChange && usageChange.change >= grown) {
    const { change, normalCalls, nowCalls } = usageChange;
    const weeks = `${Math.round(normalCalls).toLocaleString("en")} → ${nowCalls.toLocaleString("en")} a week`;
    found.push({
      id: "new_work",
      sentence: `New key ${newKey.name}, and calls grew ${Math.round(change * 100)}% (${weeks}).`,
    });
  }
  if (capsRaised60 >= 2) {
    found.push({
      id: "own_cap",
      sentence: `Reached its own cap and raised it within a day, ${capsRaised60} times in 60 days.`,
    });
  }
  if (notSold && notSold.days >= 3) {
    found.push({
      id: "not_sold",
      sentence: `Refused ${notSold.featureName} on ${notSold.days} of 30 days, and no plan sells more of it.`,
    });
  }
  return found;
}
