"use client";

import { Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { DeedDialog } from "@/components/deeds/deed-dialog";
import { SecretDialog } from "@/components/keys/secret-dialog";
import { keyPath } from "@/lib/keys/client/queries";
import type { KeyView, KeyWithSecret, SampleRoute } from "@/lib/keys/types";

type Props = {
  keyView: KeyView;
  tenantId: string;
  sampleRoutes: readonly SampleRoute[];
  gatewayUrl: string;
};

const overlaps = [
  { value: "0", label: "Not at all", description: "It ends at once. For a secret that leaked." },
  { value: "15m", label: "15 minutes" },
  { value: "1h", label: "1 hour" },
  { value: "24h", label: "24 hours" },
  { value: "7d", label: "7 days" },
];

/** Gives the key a new secret and shows it once; the button waits while an old secret still works. */
export function RotateKey({ keyView: key, tenantId, sampleRoutes, gatewayUrl }: Props) {
  const [made, setMade] = useState<KeyWithSecret | null>(null);
  const mayRotate =
    key.changeable &&
    (key.status === "active" || key.status === "paused") &&
    !key.secrets.some((secret) => secret.state === "retiring");
  return (
    <>
      {mayRotate && (
        <DeedDialog<{ overlap: string }, KeyWithSecret>
          open="Rotate"
          openAria={`Rotate key ${key.name}`}
          title={`Rotate ${key.name}`}
          initialValues={{ overlap: "24h" }}
          deed={({ overlap }) => ({
            method: "POST",
            path: keyPath(tenantId, key.id, "rotate"),
            body: { overlap, ...(key.secrets[0] ? { secretId: key.secrets[0].id } : {}) },
          })}
          done="The key has a new secret."
          submitLabel="Rotate key"
          onDone={setMade}
        >
          {(form) => (
            <>
              <Text size="sm">
                The key gets a new secret and keeps its name, scopes, networks and history. Both secrets draw on the
                same quota while both work.
              </Text>
              <Radio.Group label="The old secret works on for" {...form.getInputProps("overlap")}>
                <Stack gap="xs" mt="xs">
                  {overlaps.map((overlap) => (
                    <Radio key={overlap.value} {...overlap} />
                  ))}
                </Stack>
              </Radio.Group>
            </>
          )}
        </DeedDialog>
      )}
      <SecretDialog
        made={made}
        title="The new secret"
        {...{ tenantId, sampleRoutes, gatewayUrl }}
        onClose={() => setMade(null)}
      />
    </>
  );
}
