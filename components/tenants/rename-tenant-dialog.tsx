"use client";

import { TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";

/** Gives a tenant another name. */
export function RenameTenantDialog({ tenantId, name }: { tenantId: string; name: string }) {
  return (
    <DeedDialog
      open="Rename"
      title={`Rename ${name}`}
      button={{ variant: "default" }}
      initialValues={{ name }}
      deed={(values) => ({ method: "PATCH", path: `/api/admin/tenants/${tenantId}`, body: values })}
      done="The tenant was renamed."
      submitLabel="Rename"
    >
      {(form) => <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />}
    </DeedDialog>
  );
}
