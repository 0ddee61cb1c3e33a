import type { BudgetView } from "@/lib/keys/types";
import type { PeriodKind } from "@/lib/period";

/** One budget as it stands in the form: the amount is what was typed. */
export type BudgetLine = { featureId: string; units: number | string; period: PeriodKind };

export const openBudgets = (budgets: readonly BudgetView[]): BudgetLine[] =>
  budgets.map(({ featureId, units, period }) => ({ featureId, units, period }));

/** What cannot be sent yet, as sentences by field; `within` is where the form keeps the lines. */
export function checkBudgets(lines: readonly BudgetLine[], within = "budgets"): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, { units }] of lines.entries()) {
    if (units === "" || !Number.isSafeInteger(Number(units))) {
      found[`${within}.${index}.units`] = "Write a whole number; 0 shuts the feature for this key.";
    }
  }
  return found;
}

/** The body's `budgets`. */
export const closeBudgets = (lines: readonly BudgetLine[]) =>
  lines.map(({ featureId, units, period }) => ({ featureId, units: Number(units), period }));
