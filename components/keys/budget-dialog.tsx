"use client";

import { Text } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { BudgetFields } from "@/components/keys/budget-fields";
import { checkBudgets, closeBudgets, openBudgets } from "@/components/keys/budget-form";
import type { BudgetView, MeterChoice } from "@/lib/keys/types";

type Props = {
  keyName: string;
  /** Where its budgets are kept. */
  path: string;
  budgets: readonly BudgetView[];
  meters: readonly MeterChoice[];
  size?: "xs" | "sm";
};

/** Gives a key budgets, changes them, or ends them. */
export function BudgetDialog({ keyName, path, budgets, meters, size = "sm" }: Props) {
  // A feature that is no longer in service keeps its line as long as its budget stands.
  const choices = [
    ...meters,
    ...budgets.filter(({ featureId }) => !meters.some((meter) => meter.featureId === featureId)),
  ];
  return (
    <DeedDialog
      open={budgets.length === 0 ? "Set a budget" : "Edit budgets"}
      openAria={`${budgets.length === 0 ? "Set a budget" : "Edit budgets"}: ${keyName}`}
      title={`Budgets of ${keyName}`}
      size="lg"
      button={{ variant: "default", size }}
      initialValues={{ budgets: openBudgets(budgets) }}
      validate={({ budgets: lines }) => checkBudgets(lines)}
      deed={({ budgets: lines }) => ({ method: "PUT", path, body: { budgets: closeBudgets(lines) } })}
      done="The budgets were set. Gateways follow within a second."
      submitLabel="Save budgets"
    >
      {(form) => (
        <>
          <BudgetFields
            meters={choices}
            value={form.values.budgets}
            errors={form.errors}
            onChange={(lines) => {
              form.clearErrors();
              form.setFieldValue("budgets", lines);
            }}
          />
          <Text size="xs" c="dimmed">
            What the key used stays used. Windows run by the account&apos;s clock; another window begins from nothing.
          </Text>
        </>
      )}
    </DeedDialog>
  );
}
