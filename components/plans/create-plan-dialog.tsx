"use client";

import { Switch, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { DeedDialog } from "@/components/deeds/deed-dialog";

/** Begins a plan with an empty draft, and opens the draft. */
export function CreatePlanDialog() {
  const router = useRouter();
  return (
    <DeedDialog<{ name: string; slug: string; description: string; currency: string; hidden: boolean }, { id: string }>
      open="New plan"
      title="New plan"
      initialValues={{ name: "", slug: "", description: "", currency: "EUR", hidden: false }}
      deed={(values) => ({ method: "POST", path: "/api/admin/plans", body: values })}
      done="The plan was created. Nobody can hold it before its first version is published."
      submitLabel="Create plan"
      onDone={(plan) => router.push(`/admin/plans/${plan.id}/draft`)}
    >
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
          <TextInput
            label="Slug"
            required
            placeholder="pro"
            description="Lower-case letters, digits and -. It never changes."
            {...form.getInputProps("slug")}
          />
          <Textarea label="Description" autosize minRows={2} {...form.getInputProps("description")} />
          <TextInput label="Currency" maxLength={3} {...form.getInputProps("currency")} />
          <Switch
            label="Hidden: given by an admin, never offered"
            {...form.getInputProps("hidden", { type: "checkbox" })}
          />
        </>
      )}
    </DeedDialog>
  );
}
