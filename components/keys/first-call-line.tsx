"use client";

import { Group, Loader, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { firstCallQuery } from "@/lib/keys/client/queries";

type Props = { tenantId: string; keyId: string; secretId: string };

/** Waits for the first call with a new secret, and turns green when it was let through. */
export function FirstCallLine({ tenantId, keyId, secretId }: Props) {
  const call = useQuery(firstCallQuery(tenantId, keyId, secretId)).data?.call ?? null;
  const allowed = call !== null && call.code === null;
  const role = allowed ? "ok" : call ? "warn" : "calm";
  return (
    <Group
      role="status"
      gap="sm"
      p="sm"
      wrap="nowrap"
      style={{
        borderRadius: 8,
        backgroundColor: `var(--role-${role}-tint)`,
        color: `var(--role-${role}-text)`,
      }}
    >
      {allowed ? <IconCircleCheck size={18} aria-hidden /> : <Loader size={16} color="currentColor" aria-hidden />}
      <Group gap="xs">
        {allowed && <Text size="sm">The first call was let through: the key works.</Text>}
        {!call && <Text size="sm">Waiting for the first call with this secret.</Text>}
        {call && !allowed && (
          <Text size="sm">
            The latest call was refused.{" "}
            {call.status < 500 && (
              <TextLink href={`/receipts/${call.requestId}`} c="inherit" td="underline">
                See why
              </TextLink>
            )}
          </Text>
        )}
        {call && <StatusBadge status={call.status} code={call.code} />}
      </Group>
    </Group>
  );
}
