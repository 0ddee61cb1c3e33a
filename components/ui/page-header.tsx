import { Box, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence below the title. */
  description?: ReactNode;
  /** Where the page hangs: `{ href: "/admin/plans", label: "Plans" }`. */
  back?: { href: string; label: string };
  /** Badge or small fact beside the title. */
  aside?: ReactNode;
  /** The page's one primary action (and quiet others). */
  actions?: ReactNode;
};

/** The title line of a page; holds its only h1. */
export function PageHeader({ title, description, back, aside, actions }: PageHeaderProps) {
  return (
    <Box component="header" mb="lg">
      {back ? (
        <TextLink href={back.href} fz="sm" mb={4} display="inline-flex" style={{ alignItems: "center" }}>
          <IconChevronLeft size={14} aria-hidden />
          {back.label}
        </TextLink>
      ) : null}
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box flex="1 1 260px" miw={0}>
          <Group gap="sm">
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              {title}
            </Title>
            {aside}
          </Group>
          {description ? (
            <Text c="dimmed" mt={4} maw={720}>
              {description}
            </Text>
          ) : null}
        </Box>
        {actions ? <Group gap="sm">{actions}</Group> : null}
      </Group>
    </Box>
  );
}
