"use client";

import { Select, SimpleGrid, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { periodChoices } from "@/components/plans/describe-included";
import type { DraftForm, DraftLine } from "@/lib/catalog/draft-form";

type Props = { form: UseFormReturnType<DraftForm>; line: DraftLine; index: number };

const overages = [
  { value: "none", label: "Refuse it" },
  { value: "postpaid", label: "Let it pass, bill it later" },
];

/** What a refused call beyond everything answers, or that none is refused. */
function endOf({ creditsPerUnit, overage }: DraftLine): string {
  if (overage === "postpaid") return "No call is refused for its units; what is beyond goes on the next invoice.";
  if (creditsPerUnit !== "") return "Once both are used up, calls are refused.";
  return "Once they are used up, calls are refused.";
}

/** When a meter's units start again, and who pays beyond them: credits first, then a later bill. */
export function DraftMeterTerms({ form, line, index }: Props) {
  const at = `features.${index}`;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: line.unlimited ? 1 : 3 }} spacing="sm">
        <Select
          label={line.unlimited ? "Counted by" : "Starts again"}
          aria-label={`${line.name}: ${line.unlimited ? "counted by" : "starts again"}`}
          data={periodChoices}
          allowDeselect={false}
          {...form.getInputProps(`${at}.period`)}
        />
        {!line.unlimited && (
          <>
            <TextInput
              label="Credits for a further unit"
              aria-label={`${line.name}: credits for a further unit`}
              placeholder="Credits do not pay"
              inputMode="decimal"
              {...form.getInputProps(`${at}.creditsPerUnit`)}
            />
            <Select
              label="Use beyond that"
              aria-label={`${line.name}: use beyond that`}
              data={overages}
              allowDeselect={false}
              {...form.getInputProps(`${at}.overage`)}
            />
          </>
        )}
      </SimpleGrid>
      {!line.unlimited && line.overage === "postpaid" && (
        <TextInput
          label="Price of use beyond"
          aria-label={`${line.name}: price of use beyond`}
          placeholder="0.60 per 100"
          description="An amount, or an amount per so many. 0 gives it away."
          maw={320}
          {...form.getInputProps(`${at}.overageRate`)}
        />
      )}
      {!line.unlimited && (
        <Text size="xs" c="dimmed">
          {endOf(line)} Periods run by the tenant&apos;s own clock; a subscription month begins on its first day and
          time.
        </Text>
      )}
    </>
  );
}
