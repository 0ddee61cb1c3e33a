"use client";

import { Alert, Code, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { DeedProblem } from "@/components/deeds/use-deed";

/** Why a deed was refused: the sentence, the fields that are not on screen, and the id to ask about. */
export function ProblemAlert({ problem }: { problem: DeedProblem }) {
  return (
    <Alert color="red" title={problem.title} icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">
      <Text size="sm">{problem.detail}</Text>
      {problem.errors.map((error) => (
        <Text size="sm" key={`${error.pointer} ${error.code}`}>
          <Code>{error.pointer || "/"}</Code> {error.message}
        </Text>
      ))}
      {problem.requestId && (
        <Text size="xs" mt={4}>
          Request <Code>{problem.requestId}</Code>
        </Text>
      )}
    </Alert>
  );
}
