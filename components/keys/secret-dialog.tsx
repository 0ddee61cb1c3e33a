"use client";

import { Box, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { FirstCallLine } from "@/components/keys/first-call-line";
import { CodeBlock } from "@/components/ui/code-block";
import { sampleCall } from "@/lib/keys/sample-call";
import type { KeyWithSecret, SampleRoute } from "@/lib/keys/types";

type Props = {
  made: KeyWithSecret | null;
  title: string;
  tenantId: string;
  sampleRoutes: readonly SampleRoute[];
  gatewayUrl: string;
  onClose: () => void;
};

/** Shows a new secret, once. Closing before anything was copied asks first. */
export function SecretDialog({ made, title, onClose, ...rest }: Props) {
  const [copied, setCopied] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = () => {
    setCopied(false);
    setAsking(false);
    onClose();
  };
  return (
    <Modal
      opened={made !== null}
      onClose={() => (copied ? leave() : setAsking(true))}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {made && (
        <Stack gap="md" onCopy={() => setCopied(true)}>
          <SecretLines {...rest} made={made} onCopied={() => setCopied(true)} />
          {asking && !copied ? (
            <Box
              role="alert"
              p="md"
              style={{
                borderRadius: 8,
                backgroundColor: "var(--role-warn-tint)",
                color: "var(--role-warn-text)",
              }}
            >
              <Text size="sm">
                <b>Saved it?</b> It cannot be shown again.
              </Text>
              <Group mt="sm" gap="sm">
                <Button size="xs" onClick={() => setAsking(false)}>
                  Keep it open
                </Button>
                <Button size="xs" variant="default" onClick={leave}>
                  Close anyway
                </Button>
              </Group>
            </Box>
          ) : (
            <Group justify="flex-end">
              <Button onClick={() => (copied ? leave() : setAsking(true))}>Done</Button>
            </Group>
          )}
        </Stack>
      )}
    </Modal>
  );
}

type LinesProps = Pick<Props, "tenantId" | "sampleRoutes" | "gatewayUrl"> & {
  made: KeyWithSecret;
  onCopied: () => void;
};

function SecretLines({ made: { key, secret }, tenantId, sampleRoutes, gatewayUrl, onCopied }: LinesProps) {
  const { curl, envLine } = sampleCall(sampleRoutes, key.scopes, gatewayUrl, secret);
  const current = key.secrets[0];
  return (
    <>
      <Box>
        <Text size="sm" mb="xs">
          This is the secret of <b>{key.name}</b>. It is shown once; only a digest of it is kept.
        </Text>
        <CodeBlock code={secret} label="secret" onCopied={onCopied} />
      </Box>
      <Box>
        <Text size="sm" fw={500} mb={4}>
          For an .env file
        </Text>
        <CodeBlock code={envLine} label=".env line" onCopied={onCopied} />
      </Box>
      <Box>
        <Text size="sm" fw={500} mb={4}>
          First call
        </Text>
        <CodeBlock code={curl} label="curl" onCopied={onCopied} />
      </Box>
      {current && <FirstCallLine tenantId={tenantId} keyId={key.id} secretId={current.id} />}
    </>
  );
}
