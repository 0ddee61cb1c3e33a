"use client";

import { NumberInput, Radio, RadioGroup, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";

export type VersionChoice = { planVersionId: string; label: string };

type Props = {
  tenantId: string;
  tenantName: string;
  /** What it holds now; null: nothing. */
  current: string | null;
  versions: readonly VersionChoice[];
  size?: "xs" | "sm";
};

/** Puts a tenant on a published plan version by hand. */
export function PutOnPlanDialog({ tenantId, tenantName, current, versions, size = "sm" }: Props) {
  return (
    <DeedDialog
      open={current ? "Change plan" : "Put on a plan"}
      openAria={`${current ? "Change plan" : "Put on a plan"}: ${tenantName}`}
      title={`${tenantName}: ${current ? "change plan" : "put on a plan"}`}
      button={{ variant: "default", size }}
      initialValues={{
        planVersionId: current ?? "",
        term: "open",
        trialDays: 14 as number | string,
        day: "",
        start: "",
        reference: "",
        reason: "",
      }}
      validate={({ planVersionId, term, day, reason }) => ({
        ...(planVersionId ? {} : { planVersionId: "Choose a version." }),
        ...(term === "until" && !day ? { day: "Choose a day." } : {}),
        ...(reason.trim().length < 3 ? { reason: "Say why: it is kept in the audit." } : {}),
      })}
      deed={({ planVersionId, term, trialDays, day, start, reference, reason }) => ({
        method: "PUT",
        path: `/api/admin/tenants/${tenantId}/subscription`,
        body: {
          planVersionId,
          reason,
          ...(term === "trial" ? { trialDays: Number(trialDays) } : {}),
          ...(term === "until" ? { endsAt: `${day}T23:59:59Z` } : {}),
          ...(start === "" ? {} : { startsAt: `${start}T00:00:00Z` }),
          ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
        },
      })}
      done={`${tenantName} is on the plan. Gateways follow within a second.`}
      submitLabel="Put on plan"
    >
      {(form) => (
        <>
          <Select
            label="Plan version"
            data={versions.map((version) => ({ value: version.planVersionId, label: version.label }))}
            searchable
            allowDeselect={false}
            {...form.getInputProps("planVersionId")}
          />
          <RadioGroup label="How long" {...form.getInputProps("term")}>
            <Stack gap={6} mt={6}>
              <Radio value="open" label="Until it is changed" />
              <Radio value="trial" label="As a trial" />
              <Radio value="until" label="Until a day" />
            </Stack>
          </RadioGroup>
          {form.values.term === "trial" && (
            <NumberInput label="Days of trial" min={1} max={365} {...form.getInputProps("trialDays")} />
          )}
          {form.values.term === "until" && (
            <TextInput type="date" label="Last day (UTC)" {...form.getInputProps("day")} />
          )}
          <TextInput
            type="date"
            label="Begins (UTC, optional)"
            description="Empty: now, or when what the tenant pays for itself ends."
            {...form.getInputProps("start")}
          />
          <TextInput
            label="Purchase order or contract (optional)"
            maxLength={200}
            {...form.getInputProps("reference")}
          />
          <Textarea label="Reason" description="Kept in the audit." autosize {...form.getInputProps("reason")} />
          <Text size="xs" c="dimmed">
            Billed by hand: nothing is charged here, and a statement is written at the end of each period. A running
            period and what was used of it stay.
          </Text>
        </>
      )}
    </DeedDialog>
  );
}
