"use client";

import { Fieldset, Group, NumberInput, Radio, RadioGroup, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { isCostHeader } from "@/lib/catalog/is-cost-header";
import type { RouteView } from "@/lib/catalog/views";

/** A route's cost as it stands in the form: amounts are what was typed. */
export type RouteCost = {
  pricing: string;
  costUnits: number | string;
  costHeader: string;
  minCostUnits: number | string;
};
type Typed = RouteCost & { featureId: string | null };

export const openRouteCost = (route: RouteView | undefined): RouteCost => ({
  pricing: route?.costHeader ? "reported" : "fixed",
  costUnits: route?.costUnits ?? 1,
  costHeader: route?.costHeader ?? "",
  minCostUnits: route?.minCostUnits ?? 0,
});

/** A route without a feature costs nothing, whatever was typed before. */
const isReported = ({ featureId, pricing }: Typed) => featureId !== null && pricing === "reported";

/** What cannot be sent yet, as sentences by field. */
export function checkRouteCost(values: Typed): Record<string, string> {
  if (values.featureId !== null && values.costUnits === "") return { costUnits: "Write a number of units." };
  if (!isReported(values)) return {};
  const [most, least] = [Number(values.costUnits), Number(values.minCostUnits)];
  return {
    ...(isCostHeader(values.costHeader.trim())
      ? {}
      : { costHeader: "Write the name of a header such as x-units-used that means nothing else." }),
    ...(most >= 1 ? {} : { costUnits: "Write the most that a call can cost, at least 1." }),
    ...(least > most ? { minCostUnits: "The least must not be more than the most." } : {}),
  };
}

/** The part of the body that says what a call costs. */
export const closeRouteCost = (values: Typed) => ({
  costUnits: values.featureId === null && values.costUnits === "" ? 1 : Number(values.costUnits),
  costHeader: isReported(values) ? values.costHeader.trim() : null,
  minCostUnits: isReported(values) ? Number(values.minCostUnits) : 0,
});

type Props = {
  values: RouteCost;
  unitPlural: string;
  inputProps: (name: keyof RouteCost) => ReturnType<UseFormReturnType<RouteCost>["getInputProps"]>;
};

/** What a charged call costs: always the same, or what the upstream says in a header of its answer. */
export function RouteCostFields({ values, unitPlural, inputProps }: Props) {
  const isTold = values.pricing === "reported";
  return (
    <Fieldset legend="Cost">
      <Stack gap="sm">
        <RadioGroup aria-label="Cost" {...inputProps("pricing")}>
          <Stack gap={6}>
            <Radio value="fixed" label="Fixed cost" />
            <Radio value="reported" label="The upstream reports the cost" />
          </Stack>
        </RadioGroup>
        {isTold && (
          <TextInput
            label="Header of the answer"
            placeholder="x-units-used"
            required
            description="The upstream writes the units there as one whole number. It is not passed on to callers."
            {...inputProps("costHeader")}
          />
        )}
        <Group grow align="start">
          <NumberInput
            label={isTold ? "Most that a call can cost" : "Cost in units"}
            min={isTold ? 1 : 0}
            allowDecimal={false}
            suffix={` ${unitPlural}`}
            {...inputProps("costUnits")}
          />
          {isTold && (
            <NumberInput
              label="If the caller leaves early"
              min={0}
              allowDecimal={false}
              suffix={` ${unitPlural}`}
              {...inputProps("minCostUnits")}
            />
          )}
        </Group>
        {isTold && (
          <Text size="xs" c="dimmed">
            The most is held while the call runs; then what the header says is charged and the rest is given back. A
            report that is missing, sent twice, not a whole number, or above the most is a bad report: then the most is
            charged, and the gateway&apos;s log and metrics count it.
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}
