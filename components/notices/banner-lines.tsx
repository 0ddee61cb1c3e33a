"use client";

import { Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import classes from "@/components/notices/banner-lines.module.css";
import { useTenantHref } from "@/components/shell/use-tenant-href";
import { LinkButton } from "@/components/ui/link-button";
import { bannersQuery } from "@/lib/notices/client/queries";
import type { NoticeView } from "@/lib/notices/views";

type Props = {
  /** What each tenant of the person is told at first paint; the address names the one that is looked at. */
  tenants: readonly string[];
  first: { tenantId: string; banners: NoticeView[] } | null;
};

/** What needs somebody, above every page of the console: late payments, confirmations, cards that end. */
export function BannerLines({ tenants, first }: Props) {
  const tenantHref = useTenantHref();
  const asked = useSearchParams().get("tenant");
  const tenantId = tenants.find((id) => id === asked) ?? tenants[0] ?? "";
  const pathname = usePathname();
  const { data: open = [] } = useQuery({
    ...bannersQuery(tenantId),
    ...(first?.tenantId === tenantId ? { initialData: first.banners } : {}),
    enabled: tenantId !== "",
  });
  // The page that a line leads to says the same itself, with more of it.
  const data = open.filter(({ action }) => action?.href.split(/[?#]/)[0] !== pathname);
  return (
    <Stack role="status" gap="xs" mb={data.length > 0 ? "md" : 0}>
      {data.slice(0, 3).map((notice) => (
        <Group key={notice.id} className={classes.line} data-critical={notice.critical || undefined} gap="sm">
          <IconAlertTriangle size={20} className={classes.icon} aria-hidden />
          <div className={classes.words}>
            <Text fw={650}>{notice.title}</Text>
            <Text fz="sm" style={{ whiteSpace: "pre-line" }}>
              {notice.text}
            </Text>
          </div>
          {notice.action && (
            <LinkButton href={tenantHref(notice.action.href)} size="xs">
              {notice.action.label}
            </LinkButton>
          )}
        </Group>
      ))}
      {data.length > 3 && (
        <LinkButton href={tenantHref("/console/notices")} size="xs" variant="default">
          {`${data.length - 3} more`}
        </LinkButton>
      )}
    </Stack>
  );
}
