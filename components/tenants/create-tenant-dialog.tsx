"use client";

import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { FirstPassword } from "@/components/tenants/first-password";
import type { NewTenant } from "@/lib/accounts/views";
import { zoneNames } from "@/lib/zone-names";

const empty = { name: "", locale: null as string | null, timeZone: "UTC", owner: { name: "", email: "" } };

/** Creates a tenant with its owner, and shows the owner's first password once. */
export function CreateTenantDialog() {
  const router = useRouter();
  const [made, setMade] = useState<NewTenant | null>(null);
  return (
    <>
      <DeedDialog<typeof empty, NewTenant>
        open="Add tenant"
        title="Add a tenant"
        initialValues={empty}
        deed={({ locale, ...values }) => ({
          method: "POST",
          path: "/api/admin/tenants",
          body: { ...values, locale },
        })}
        done="The tenant was added. Put it on a plan next."
        submitLabel="Add tenant"
        onDone={setMade}
      >
        {(form) => (
          <>
            <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
            <Select
              label="Language of its answers"
              placeholder="As the caller asks"
              clearable
              data={[
                { value: "en", label: "English" },
                { value: "de", label: "German" },
              ]}
              {...form.getInputProps("locale")}
            />
            <Select
              label="Time zone"
              description="Months and days of its quotas begin by this clock."
              data={zoneNames}
              searchable
              limit={100}
              allowDeselect={false}
              {...form.getInputProps("timeZone")}
            />
            <TextInput label="Owner's name" required {...form.getInputProps("owner.name")} />
            <TextInput label="Owner's e-mail address" type="email" required {...form.getInputProps("owner.email")} />
          </>
        )}
      </DeedDialog>
      <Modal
        opened={made !== null}
        onClose={() => made && router.push(`/admin/tenants/${made.tenant.id}`)}
        title="The tenant was added"
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {made && <FirstPassword email={made.owner.email} password={made.owner.password} />}
        <Button fullWidth mt="md" onClick={() => made && router.push(`/admin/tenants/${made.tenant.id}`)}>
          Open the tenant
        </Button>
      </Modal>
    </>
  );
}
