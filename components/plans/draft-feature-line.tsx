"use client";

import { Checkbox, Group, NumberInput, Stack, Switch, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { DraftMeterTerms } from "@/components/plans/draft-meter-terms";
import type { DraftForm, DraftLine } from "@/lib/catalog/draft-form";

type Props = { form: UseFormReturnType<DraftForm>; line: DraftLine; index: number };

/** One feature of a draft: included or not, how much of it, and on which terms. */
export function DraftFeatureLine({ form, line, index }: Props) {
  const at = `features.${index}`;
  return (
    <Stack
      gap={6}
      py="sm"
      role="group"
      aria-label={line.name}
      style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
    >
      <Group justify="space-between" align="start" gap="sm">
        <Switch
          label={line.name}
          description={line.kind}
          {...form.getInputProps(`${at}.included`, { type: "checkbox" })}
        />
        {line.included && line.kind !== "switch" && (
          <Group gap="sm" align="start">
            <NumberInput
              aria-label={`${line.name}: ${line.unitPlural}`}
              w={150}
              min={0}
              thousandSeparator=" "
              allowDecimal={false}
              disabled={line.unlimited}
              suffix={line.kind === "meter" ? ` ${line.unitPlural}` : ""}
              {...form.getInputProps(`${at}.limitUnits`)}
            />
            {line.kind === "meter" && (
              <Checkbox
                label="No limit"
                aria-label={`${line.name}: no limit`}
                mt={8}
                {...form.getInputProps(`${at}.unlimited`, { type: "checkbox" })}
              />
            )}
          </Group>
        )}
        {line.included && line.kind === "switch" && <Text size="sm">On</Text>}
      </Group>
      {line.included && line.kind === "meter" && <DraftMeterTerms form={form} line={line} index={index} />}
    </Stack>
  );
}
