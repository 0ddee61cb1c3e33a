"use client";

import { NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import type { PlanDetail } from "@/lib/catalog/views";

/** Changes how a plan is shown. What it includes lives in its versions. */
export function EditPlanDialog({ plan }: { plan: PlanDetail }) {
  return (
    <DeedDialog
      open="Edit"
      title={`Edit ${plan.name}`}
      button={{ variant: "default" }}
      initialValues={{
        name: plan.name,
        description: plan.description,
        hidden: plan.hidden,
        fallback: plan.fallback,
        position: plan.position as number | string,
      }}
      deed={(values) => ({
        method: "PATCH",
        path: `/api/admin/plans/${plan.id}`,
        body: { ...values, position: Number(values.position) },
      })}
      done="The plan's texts were changed."
      submitLabel="Save"
    >
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
          <Textarea label="Description" autosize minRows={2} {...form.getInputProps("description")} />
          <NumberInput label="Place in the list" min={0} max={1000} {...form.getInputProps("position")} />
          <Switch
            label="Hidden: given by an admin, never offered"
            {...form.getInputProps("hidden", { type: "checkbox" })}
          />
          <Switch
            label="Fallback: what tenants get when their subscription ends"
            description="One plan can be it, and only one whose version on sale is free."
            {...form.getInputProps("fallback", { type: "checkbox" })}
          />
        </>
      )}
    </DeedDialog>
  );
}
