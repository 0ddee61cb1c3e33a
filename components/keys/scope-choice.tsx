"use client";

import { Checkbox, Stack, Text } from "@mantine/core";
import type { ScopeChoice as Scope } from "@/lib/keys/types";

type Props = { choices: readonly Scope[]; value: string[]; onChange: (scopes: string[]) => void; error?: string };

/** Scopes to tick, each with the routes that it opens. Nothing is open that is not ticked. */
export function ScopeChoice({ choices, value, onChange, error }: Props) {
  // A scope that the key has keeps its place when no route asks for it any more.
  const gone = value.filter((scope) => !choices.some((choice) => choice.scope === scope));
  const shown = [...choices, ...gone.map((scope) => ({ scope, routes: [] }))];
  return (
    <Checkbox.Group
      label="Scopes"
      description="The key may call only what is ticked, and routes that ask for no scope."
      value={value}
      onChange={onChange}
      error={error}
    >
      <Stack gap="xs" mt="xs">
        {shown.map(({ scope, routes }) => (
          <Checkbox
            key={scope}
            value={scope}
            label={scope}
            description={
              routes.length > 0
                ? routes.map(({ method, path }) => `${method} ${path}`).join(", ")
                : "No route asks for it any more."
            }
          />
        ))}
        {shown.length === 0 && (
          <Text size="sm" c="dimmed">
            No route asks for a scope.
          </Text>
        )}
      </Stack>
    </Checkbox.Group>
  );
}
