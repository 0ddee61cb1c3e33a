import { beyondIncluded } from "@/lib/analytics/metrics/beyond-included";
import type { DemandDay } from "@/lib/analytics/metrics/demand-pattern";
import { addDays, dateIn } from "@/lib/analytics/report-days";
import type { Demand } from "@/lib/analytics/server/forecasts/select-demand";
import type { CreditTerms } from "@/lib/analytics/server/forecasts/select-rests";

/** Days of a month by which earlier periods are set back: which days those were matters little to a forecast. */
const monthDays = 30;

/**
 * What a tenant wanted of its credits by day, in micro-credits: of each feature that credits pay for, the units beyond
 * those included, at today's price.
 */
export function creditDemand(terms: readonly CreditTerms[], demand: Demand, zone: string): Map<string, DemandDay> {
  const sums = new Map<string, DemandDay>();
  for (const { tenantId, featureId, microPerUnit, included, startsAt } of terms) {
    const days = [...(demand.get(`${tenantId} ${featureId}`) ?? [])];
    const start = startsAt && dateIn(startsAt.getTime(), zone);
    const startsOn = start ? [addDays(start, -2 * monthDays), addDays(start, -monthDays), start] : [];
    const beyond = beyondIncluded(
      days.map(([day, { usedUnits }]) => ({ day, units: usedUnits })),
      included,
      startsOn,
    );
    for (const [i, [day, { refusedUnits, refusedMinutes, unitsPerMinute }]] of days.entries()) {
      const sum = sums.get(day) ?? { usedUnits: 0, refusedUnits: 0, refusedMinutes: 0, unitsPerMinute: 0 };
      sum.usedUnits += (beyond[i] ?? 0) * microPerUnit;
      // Capped feature by feature, so that the sum needs no pace of its own.
      sum.refusedUnits += Math.min(refusedUnits, refusedMinutes * unitsPerMinute) * microPerUnit;
      sum.refusedMinutes = 1;
      sum.unitsPerMinute = sum.refusedUnits;
      sums.set(day, sum);
    }
  }
  return sums;
}
