"use client";

import { Group, Select } from "@mantine/core";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { keyPath } from "@/lib/keys/client/queries";

const overlaps = [
  { value: "15m", label: "15 minutes" },
  { value: "1h", label: "1 hour" },
  { value: "24h", label: "24 hours" },
  { value: "7d", label: "7 days" },
];

/** What can be done with the secret that a rotation replaced, while it works. */
export function OldSecretActs({ tenantId, keyId, hint }: { tenantId: string; keyId: string; hint: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <DeedDialog
        open="Extend"
        openAria={`Extend ${hint}`}
        title={`Extend ${hint}`}
        button={{ variant: "default", size: "xs" }}
        initialValues={{ overlap: "24h" }}
        deed={({ overlap }) => ({
          method: "POST",
          path: keyPath(tenantId, keyId, "extend-old-secret"),
          body: { overlap },
        })}
        done="The old secret works for longer."
        submitLabel="Extend old secret"
      >
        {(form) => (
          <Select
            label="From now, it works for"
            description="30 days after the rotation is the latest end."
            data={overlaps}
            allowDeselect={false}
            {...form.getInputProps("overlap")}
          />
        )}
      </DeedDialog>
      <ConfirmDeed
        open="End now"
        openAria={`End ${hint} now`}
        title={`End ${hint} now`}
        consequence="Calls with this secret answer 401 expired_api_key within a second. The new secret works on."
        submitLabel="End old secret"
        done="The old secret ended."
        deed={{ method: "POST", path: keyPath(tenantId, keyId, "end-old-secret") }}
      />
    </Group>
  );
}
