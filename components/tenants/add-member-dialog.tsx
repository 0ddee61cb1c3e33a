"use client";

import { Modal, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { FirstPassword } from "@/components/tenants/first-password";

const roles = ["owner", "admin", "developer", "billing", "viewer"];

/** Adds a person to a tenant on its behalf. */
export function AddMemberDialog({ tenantId }: { tenantId: string }) {
  const [made, setMade] = useState<{ email: string; password: string | null } | null>(null);
  const [email, setEmail] = useState("");
  return (
    <>
      <DeedDialog<{ email: string; name: string; role: string }, { password: string | null }>
        open="Add member"
        title="Add a member"
        button={{ variant: "default", size: "xs" }}
        initialValues={{ email: "", name: "", role: "developer" }}
        deed={(values) => {
          setEmail(values.email);
          return { method: "POST", path: `/api/admin/tenants/${tenantId}/members`, body: values };
        }}
        done="The member was added."
        submitLabel="Add member"
        onDone={({ password }) => setMade({ email, password })}
      >
        {(form) => (
          <>
            <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
            <TextInput label="E-mail address" type="email" required {...form.getInputProps("email")} />
            <Select label="Role" data={roles} allowDeselect={false} {...form.getInputProps("role")} />
          </>
        )}
      </DeedDialog>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title="The member was added"
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {made && <FirstPassword email={made.email} password={made.password} />}
      </Modal>
    </>
  );
}
