import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { Told } from "@/components/billing/describe-subscription";
import { RoleBadge } from "@/components/ui/role-badge";

/** A state on its role's ground: title, badge, what it means, and the acts that lead out of it. */
export function StateLine({ told, children, level = 2 }: { told: Told; children?: ReactNode; level?: 2 | 3 }) {
  const calm = told.role === "ok" || told.role === "calm";
  return (
    <Box
      component="section"
      aria-label={told.title}
      p="md"
      style={{
        border: `1px solid ${calm ? "var(--mantine-color-default-border)" : `var(--role-${told.role}-text)`}`,
        borderRadius: 8,
        background: calm ? "var(--card-ground)" : `var(--role-${told.role}-tint)`,
      }}
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <Box flex="1 1 320px" miw={0}>
          <Group gap="sm">
            <Title order={level} size="h3">
              {told.title}
            </Title>
            <RoleBadge role={told.role}>{told.word}</RoleBadge>
          </Group>
          <Text mt={4} maw={720}>
            {told.sentence}
          </Text>
        </Box>
        {children && <Group gap="sm">{children}</Group>}
      </Group>
    </Box>
  );
}
