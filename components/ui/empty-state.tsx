import { Stack, Text, ThemeIcon } from "@mantine/core";
import { IconFilterOff, IconLock, IconSeedling } from "@tabler/icons-react";
import type { ReactNode } from "react";

type EmptyStateProps = {
  /** nothing-yet teaches and offers the first step; filtered offers to clear; unavailable says why and who can help. */
  kind: "nothing-yet" | "filtered" | "unavailable";
  title: string;
  children?: ReactNode;
  action?: ReactNode;
};

const icons = { "nothing-yet": IconSeedling, filtered: IconFilterOff, unavailable: IconLock };

/** Why there is nothing to see, and what to do about it. */
export function EmptyState({ kind, title, children, action }: EmptyStateProps) {
  const Icon = icons[kind];
  return (
    <Stack
      align="center"
      gap="sm"
      py="xl"
      px="md"
      ta="center"
      style={{
        border: "1px dashed var(--mantine-color-default-border)",
        borderRadius: 8,
        background: "var(--card-ground)",
      }}
    >
      <ThemeIcon variant="light" color="gray" size={40} radius="xl" aria-hidden>
        <Icon size={20} />
      </ThemeIcon>
      <Text fw={650}>{title}</Text>
      {children ? (
        <Text c="dimmed" maw={520} component="div">
          {children}
        </Text>
      ) : null}
      {action}
    </Stack>
  );
}
