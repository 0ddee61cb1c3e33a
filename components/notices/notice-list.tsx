"use client";

import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { describeNotice } from "@/components/notices/describe-notice";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { LinkButton } from "@/components/ui/link-button";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { NoticeView } from "@/lib/notices/views";

/** The inbox: what was told, newest first, whether it still holds, and the one thing to do about it. */
export function NoticeList({ rows }: { rows: readonly NoticeView[] }) {
  const tenantHref = useTenantHref();
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
      {rows.map((notice) => {
        const { role, word } = describeNotice(notice);
        return (
          <Paper key={notice.id} component="li" withBorder p="md">
            <Group justify="space-between" align="flex-start" gap="sm">
              <div style={{ flex: "1 1 300px", minWidth: 0 }}>
                <Group gap="sm">
                  <Title order={2} size="h4">
                    {notice.title}
                  </Title>
                  <RoleBadge role={role}>{word}</RoleBadge>
                </Group>
                <Text fz="sm" mt={4} style={{ whiteSpace: "pre-line" }}>
                  {notice.text}
                </Text>
                <Text fz="xs" c="dimmed" mt={4} component="div">
                  <Time at={notice.createdAt} />
                </Text>
              </div>
              {notice.action !== null && notice.closedAt === null && (
                <LinkButton
                  href={tenantHref(notice.action.href)}
                  variant={notice.critical ? "filled" : "default"}
                  size="xs"
                >
                  {notice.action.label}
                </LinkButton>
              )}
            </Group>
          </Paper>
        );
      })}
    </Stack>
  );
}
