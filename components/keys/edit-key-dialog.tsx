"use client";

import { Textarea, TextInput } from "@mantine/core";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { ScopeChoice } from "@/components/keys/scope-choice";
import { keyPath } from "@/lib/keys/client/queries";
import { parseNetworks } from "@/lib/keys/parse-networks";
import type { KeyView, ScopeChoice as Scope } from "@/lib/keys/types";

type Props = { keyView: KeyView; tenantId: string; scopes: readonly Scope[] };

/** Changes what a key is called and limited to; its secret stays. */
export function EditKeyDialog({ keyView: key, tenantId, scopes }: Props) {
  return (
    <DeedDialog
      open="Edit"
      openAria={`Edit key ${key.name}`}
      title={`Edit ${key.name}`}
      button={{ variant: "default" }}
      initialValues={{ name: key.name, scopes: key.scopes, networks: key.allowedNetworks.join("\n") }}
      validate={({ name, networks }) => {
        const { wrong } = parseNetworks(networks);
        return {
          ...(name.trim() ? {} : { name: "The key needs a name." }),
          ...(wrong ? { networks: `${wrong} is not an address or a range such as 203.0.113.0/24.` } : {}),
        };
      }}
      deed={({ name, scopes: chosen, networks }) => ({
        method: "PATCH",
        path: keyPath(tenantId, key.id),
        body: { name, scopes: chosen, allowedNetworks: parseNetworks(networks).networks },
      })}
      done="The key was changed. Gateways follow within a second."
      submitLabel="Save key"
    >
      {(form) => (
        <>
          <TextInput label="Name" required maxLength={80} data-autofocus {...form.getInputProps("name")} />
          <ScopeChoice
            choices={scopes}
            value={form.values.scopes}
            onChange={(chosen) => form.setFieldValue("scopes", chosen)}
          />
          <Textarea
            label="Allowed networks"
            description="Addresses or ranges, one a line. Empty: any address may use the key."
            autosize
            minRows={2}
            {...form.getInputProps("networks")}
          />
        </>
      )}
    </DeedDialog>
  );
}
