"use client";

import { Code, Stack, Text } from "@mantine/core";

/** The password of a new person, shown once; known people keep theirs. */
export function FirstPassword({ email, password }: { email: string; password: string | null }) {
  if (password === null) {
    return (
      <Text size="sm">
        <b>{email}</b> can sign in already and keeps the password.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm">
        <b>{email}</b> signs in with this password. It is shown once and cannot be read again.
      </Text>
      <Code block aria-label="First password">
        {password}
      </Code>
      <Text size="sm" c="dimmed">
        Hand it over on a safe way.
      </Text>
    </Stack>
  );
}
