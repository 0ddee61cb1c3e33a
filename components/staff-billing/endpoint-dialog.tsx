"use client";

import { Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useDeed } from "@/components/deeds/use-deed";
import { CodeBlock } from "@/components/ui/code-block";
import { ProblemAlert } from "@/components/ui/problem-alert";

/** Makes the address at Stripe that tells of payments; its secret is shown once and belongs into the settings. */
export function EndpointDialog() {
  const { act, busy, error } = useDeed();
  const [made, setMade] = useState<{ url: string; secret: string } | null>(null);
  const make = async () => {
    const deed = { method: "POST" as const, path: "/api/admin/billing-link/endpoint", body: {} };
    const outcome = await act<{ url: string; secret: string }>(deed, "The endpoint was made in Stripe.");
    if ("result" in outcome) setMade(outcome.result);
  };
  return (
    <Stack gap="xs" align="flex-end">
      <Button variant="default" loading={busy} onClick={() => void make()}>
        Make the webhook endpoint
      </Button>
      <ProblemAlert error={error} />
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title="The endpoint's secret, shown once"
        size="lg"
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {made && (
          <Stack>
            <Text fz="sm">Set this and start the portal and the worker again. Until then events are asked for.</Text>
            <CodeBlock code={`STRIPE_WEBHOOK_SECRET=${made.secret}`} label="setting" />
            <Text fz="sm" c="dimmed">
              {made.url}
            </Text>
          </Stack>
        )}
      </Modal>
    </Stack>
  );
}
