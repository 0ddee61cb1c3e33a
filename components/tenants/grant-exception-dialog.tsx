"use client";

import { NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";

export type FeatureChoice = { id: string; name: string; kind: "switch" | "limit" | "meter"; unitPlural: string };

type Props = {
  tenantId: string;
  tenantName: string;
  features: readonly FeatureChoice[];
  /** The feature that is refused, when the dialog opens beside a refusal. */
  featureId?: string;
  size?: "xs" | "sm";
};

const kinds = [
  { value: "extra_units", label: "More units of a feature" },
  { value: "feature_access", label: "A feature that the plan lacks" },
  { value: "access_until", label: "Access although the subscription ended" },
];

/** Gives a tenant units or access beside its plan, with a reason and an end. */
export function GrantExceptionDialog({ tenantId, tenantName, features, featureId, size = "sm" }: Props) {
  return (
    <DeedDialog
      open="Grant exception"
      openAria={`Grant exception: ${tenantName}`}
      title={`Grant ${tenantName} an exception`}
      button={{ variant: "default", size }}
      initialValues={{
        kind: "extra_units",
        featureId: featureId ?? "",
        units: "" as number | string,
        day: "",
        reason: "",
      }}
      validate={({ kind, featureId: chosen, units, day, reason }) => ({
        ...(kind !== "access_until" && !chosen ? { featureId: "Choose a feature." } : {}),
        ...(kind === "extra_units" && units === "" ? { units: "Write how many." } : {}),
        ...(day ? {} : { day: "Choose a day: every exception ends." }),
        ...(reason.trim().length < 3 ? { reason: "Say why: it is kept with the exception." } : {}),
      })}
      deed={({ kind, featureId: chosen, units, day, reason }) => ({
        method: "POST",
        path: `/api/admin/tenants/${tenantId}/exceptions`,
        body: {
          kind,
          featureId: kind === "access_until" ? null : chosen,
          units: kind === "access_until" || units === "" ? null : Number(units),
          endsAt: `${day}T23:59:59Z`,
          reason,
        },
      })}
      done="The exception is in force. Gateways follow within a second."
      submitLabel="Grant exception"
    >
      {(form) => {
        const chosen = features.find((feature) => feature.id === form.values.featureId);
        const isSwitch = chosen?.kind === "switch";
        return (
          <>
            <Select label="What" data={kinds} allowDeselect={false} {...form.getInputProps("kind")} />
            {form.values.kind !== "access_until" && (
              <Select
                label="Feature"
                searchable
                data={features.map((feature) => ({ value: feature.id, label: feature.name }))}
                {...form.getInputProps("featureId")}
              />
            )}
            {form.values.kind !== "access_until" && !isSwitch && (
              <NumberInput
                label={form.values.kind === "extra_units" ? "Units on top of the plan" : "Limit"}
                description={form.values.kind === "extra_units" ? undefined : "Empty: without limit."}
                min={1}
                allowDecimal={false}
                suffix={chosen?.kind === "meter" ? ` ${chosen.unitPlural}` : ""}
                {...form.getInputProps("units")}
              />
            )}
            <TextInput type="date" label="Ends on (last day, UTC)" {...form.getInputProps("day")} />
            <Textarea
              label="Reason"
              description="Kept with the exception."
              autosize
              {...form.getInputProps("reason")}
            />
          </>
        );
      }}
    </DeedDialog>
  );
}
