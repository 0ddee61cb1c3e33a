"use client";

import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { BudgetLine } from "@/components/keys/budget-form";
import { periodChoices } from "@/components/plans/describe-included";
import type { MeterChoice } from "@/lib/keys/types";
import type { PeriodKind } from "@/lib/period";

type Props = {
  /** Features that can have one; those of `value` keep their line when they are no longer among them. */
  meters: readonly MeterChoice[];
  value: readonly BudgetLine[];
  onChange: (lines: BudgetLine[]) => void;
  /** By the form's field, e.g. `budgets.0.units`. */
  errors: Readonly<Record<string, ReactNode>>;
};

/** Budgets of a key, one line a feature: most that it may use in a window. */
export function BudgetFields({ meters, value, onChange, errors }: Props) {
  const change = (index: number, over: Partial<BudgetLine>) =>
    onChange(value.map((line, at) => (at === index ? { ...line, ...over } : line)));
  const free = meters.filter(({ featureId }) => !value.some((line) => line.featureId === featureId));
  const choicesOf = (line: BudgetLine) =>
    meters
      .filter((meter) => meter.featureId === line.featureId || free.includes(meter))
      .map(({ featureId, featureName }) => ({ value: featureId, label: featureName }));
  return (
    <Input.Wrapper
      label="Budgets"
      labelElement="div"
      description="Most that this key may use, below what the account has. Beyond it calls answer 403 key_budget_reached; other keys go on."
    >
      <Stack gap="sm" mt="xs">
        {value.map((line, index) => {
          const meter = meters.find(({ featureId }) => featureId === line.featureId);
          const name = meter?.featureName ?? line.featureId;
          return (
            <Group key={line.featureId} gap="xs" align="start" role="group" aria-label={`Budget for ${name}`}>
              <Select
                aria-label="Feature"
                data={choicesOf(line)}
                value={line.featureId}
                allowDeselect={false}
                flex="1 1 150px"
                error={errors[`budgets.${index}.featureId`]}
                onChange={(featureId) => featureId && change(index, { featureId })}
              />
              <NumberInput
                aria-label={`Units of ${name}`}
                value={line.units}
                placeholder={meter?.unitPlural ?? "units"}
                min={0}
                allowDecimal={false}
                thousandSeparator=" "
                suffix={` ${meter?.unitPlural ?? "units"}`}
                flex="1 1 130px"
                error={errors[`budgets.${index}.units`]}
                onChange={(units) => change(index, { units })}
              />
              <Select
                aria-label={`Window of ${name}`}
                data={periodChoices}
                value={line.period}
                allowDeselect={false}
                flex="1 1 170px"
                onChange={(period) => period && change(index, { period: period as PeriodKind })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={`Remove the budget for ${name}`}
                onClick={() => onChange(value.filter((_, at) => at !== index))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          );
        })}
        {meters.length === 0 && value.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing is counted in units so far.
          </Text>
        )}
        {free.length > 0 && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => {
                const [next] = free;
                if (next) onChange([...value, { featureId: next.featureId, units: "", period: "anniversary" }]);
              }}
            >
              Add a budget
            </Button>
          </Group>
        )}
      </Stack>
    </Input.Wrapper>
  );
}
