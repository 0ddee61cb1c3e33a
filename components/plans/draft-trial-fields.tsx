"use client";

import { Group, NumberInput, Switch, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { DraftForm } from "@/lib/catalog/draft-form";

/** Before the first payment and after a failed one: trial and grace, with what they mean in days. */
export function DraftTrialFields({ form }: { form: UseFormReturnType<DraftForm> }) {
  const { trialDays, trialNeedsCard, graceDays } = form.values;
  const hasTrial = Number(trialDays) > 0;
  const grace = Number(graceDays) || 0;
  return (
    <>
      <Group align="start" mt="md" grow preventGrowOverflow={false}>
        <NumberInput label="Trial, days" min={0} max={365} miw={110} {...form.getInputProps("trialDays")} />
        <NumberInput label="Grace, days" min={0} max={60} miw={110} {...form.getInputProps("graceDays")} />
        {hasTrial && trialNeedsCard && (
          <NumberInput
            label="Grace after a trial, days"
            min={0}
            max={60}
            miw={170}
            {...form.getInputProps("trialGraceDays")}
          />
        )}
        {hasTrial && (
          <Switch
            label="The trial needs a card"
            mt={28}
            miw={200}
            {...form.getInputProps("trialNeedsCard", { type: "checkbox" })}
          />
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={6}>
        {grace === 0
          ? "After a failed payment calls answer 402 at once."
          : `After a failed payment calls go on for ${grace} ${grace === 1 ? "day" : "days"}, with a warning.`}
        {hasTrial &&
          (trialNeedsCard
            ? " The trial begins at the checkout, and the card is charged when it ends."
            : " The trial begins at once and ends by itself; each tenant has one, ever.")}
      </Text>
    </>
  );
}
