"use client";

import { Alert, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { CopyButton } from "@/components/ui/copy-button";
import { Mono } from "@/components/ui/mono";
import { ProblemError } from "@/lib/client/fetch-json";

/** An answer of ours that said no: title, sentence, and the request id to quote. Draws nothing without an error. */
export function ProblemAlert({ error }: { error: Error | null | undefined }) {
  if (!error) return null;
  const problem = error instanceof ProblemError ? error : null;
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={problem?.title ?? "Something went wrong"}
    >
      <Text fz="sm">{error.message}</Text>
      {problem?.requestId ? (
        <Group gap={4} mt={4}>
          <Mono>
            {problem.status} {problem.code} · {problem.requestId}
          </Mono>
          <CopyButton value={problem.requestId} label="request id" />
        </Group>
      ) : null}
    </Alert>
  );
}
