"use client";

import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { leaveForProvider } from "@/app/_auth/browser";

/** Lets a signed-in person use a provider's account to sign in from now on. */
export function LinkProvider({ providers }: { providers: readonly { id: string; name: string }[] }) {
  return (
    <Paper component="section" aria-labelledby="providers">
      <Title order={2} fz="lg" id="providers">
        Other ways to sign in
      </Title>
      <Text fz="sm" c="dimmed" mb="sm">
        Link an account once; after that it signs you in without a password.
      </Text>
      <Group gap="sm">
        {providers.map(({ id, name }) => (
          <Button key={id} variant="default" onClick={() => void leaveForProvider(id, "/account")}>
            Link {name}
          </Button>
        ))}
      </Group>
    </Paper>
  );
}
