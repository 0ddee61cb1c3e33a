import { invalidField } from "@/lib/invalid-field";

/**
 * A cost that the upstream tells needs a most of at least one unit to hold, and a least within it; a fixed cost has no
 * least.
 * @throws AppError `validation_failed`.
 */
export function requireCostRule(cost: { costUnits: number; costHeader: string | null; minCostUnits: number }): void {
  if (cost.costHeader === null) {
    if (cost.minCostUnits === 0) return;
    throw invalidField("/minCostUnits", "unexpected", "Only a cost that a header tells has a least.");
  }
  if (cost.costUnits < 1) {
    throw invalidField("/costUnits", "too_small", "Write the most that a call can cost, at least 1.");
  }
  if (cost.minCostUnits > cost.costUnits) {
    throw invalidField("/minCostUnits", "too_big", "The least must not be more than the most.");
  }
}
