import type { PlanShareRow } from "@/lib/analytics/revenue-views";
import { roundShares } from "@/lib/analytics/statistics/round-shares";

/** A tenant as it stands: the plan it holds, whether it is in a trial, and what it brings a month. */
export type PlanHolder = { planId: string; name: string; isTrial: boolean; mrrMinor: number };

/** The plan mix, the most revenue first; shares are rounded so that they add up to the whole (largest remainder). */
export function planShares(holders: readonly PlanHolder[]): PlanShareRow[] {
  const plans = new Map<string, PlanShareRow>();
  for (const { planId, name, isTrial, mrrMinor } of holders) {
    const row = plans.get(planId) ?? { planId, name, tenants: 0, payers: 0, trials: 0, mrrMinor: 0, sharePermille: 0 };
    row.tenants += 1;
    row.payers += mrrMinor > 0 ? 1 : 0;
    row.trials += isTrial ? 1 : 0;
    row.mrrMinor += mrrMinor;
    plans.set(planId, row);
  }
  const rows = [...plans.values()].sort((a, b) => b.mrrMinor - a.mrrMinor || b.tenants - a.tenants);
  const shares = roundShares(
    rows.map(({ mrrMinor }) => mrrMinor),
    1000,
  );
  return rows.map((row, i) => ({ ...row, sharePermille: shares[i] ?? 0 }));
}
