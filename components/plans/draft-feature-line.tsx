"use client";

import { Checkbox, Group, NumberInput, Switch, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { DraftForm, DraftLine } from "@/lib/catalog/draft-form";

type Props = { form: UseFormReturnType<DraftForm>; line: DraftLine; index: number };

/** One feature of a draft: included or not, and how much of it. */
export function DraftFeatureLine({ form, line, index }: Props) {
  const at = `features.${index}`;
  return (
    <Group justify="space-between" align="start" gap="sm" py={6} role="group" aria-label={line.name}>
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
  );
}
