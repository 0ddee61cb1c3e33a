import { SimpleGrid } from "@mantine/core";
import type { ReactNode } from "react";
import { periodLengths } from "@/components/plans/describe-included";
import { EmptyState } from "@/components/ui/empty-state";
import { Time } from "@/components/ui/time";
import { UnitMeter } from "@/components/ui/unit-meter";
import type { BudgetUse } from "@/lib/keys/types";

type Props = { budgets: readonly BudgetUse[]; timeZone: string; action: ReactNode };

/** What a key used of each of its budgets, and when the window starts again. */
export function BudgetList({ budgets, timeZone, action }: Props) {
  if (budgets.length === 0) {
    return (
      <EmptyState kind="nothing-yet" title="No budget" action={action}>
        This key may use all that the account has.
      </EmptyState>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
      {budgets.map((budget) => (
        <UnitMeter
          key={budget.featureId}
          label={budget.featureName}
          used={budget.usedUnits}
          limit={budget.units}
          unit={`${budget.unitPlural} ${periodLengths[budget.period]}`}
          note={
            budget.resetsAt ? (
              <>
                Starts again <Time at={budget.resetsAt} form="moment" timeZone={timeZone} />
              </>
            ) : (
              "No window runs without a plan."
            )
          }
        />
      ))}
    </SimpleGrid>
  );
}
