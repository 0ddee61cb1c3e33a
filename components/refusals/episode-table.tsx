import { Anchor, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { describeEnd } from "@/components/refusals/describe-episode";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { EpisodeView } from "@/lib/analytics/refusal-views";

type Props = {
  rows: readonly EpisodeView[];
  zone: string;
  csvHref: string;
  pages: ReactNode;
  isOpenedInWindow?: boolean;
};

/** Runs of refusals: one tenant, feature and code from the first refusal until it was resolved. */
export function EpisodeTable({ rows, zone, csvHref, pages, isOpenedInWindow = false }: Props) {
  return (
    <DataTable
      label="Runs of refusals"
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/admin/refusals/episodes/${id}`}
      columns={[
        { key: "tenant", header: "Tenant", render: ({ tenant }) => tenant.name },
        { key: "code", header: "Reason", render: ({ code }) => <Mono style={{ whiteSpace: "nowrap" }}>{code}</Mono> },
        {
          key: "feature",
          header: "Feature",
          wideOnly: true,
          render: ({ feature, key }) => (
            <>
              {feature?.name ?? "–"}
              {key ? ` (key ${key.name})` : ""}
            </>
          ),
        },
        { key: "refusals", header: "Refused calls", numeric: true, render: ({ refusals }) => describeNumber(refusals) },
        {
          key: "blind",
          header: "Blind retries",
          numeric: true,
          wideOnly: true,
          render: ({ blindRetries }) => describeNumber(blindRetries),
        },
        {
          key: "since",
          header: "Since",
          render: ({ openedAt }) => <Time at={openedAt} form="moment" timeZone={zone} />,
        },
        {
          key: "end",
          header: "How it ended",
          render: (row) =>
            row.state === "resolved" ? (
              describeEnd(row)
            ) : (
              <RoleBadge role={row.state === "open" ? "warn" : "calm"}>
                {row.state === "open" ? "Still refused" : "Gave up"}
              </RoleBadge>
            ),
        },
      ]}
      empty={
        <EmptyState kind="filtered" title="No run of refusals with these filters">
          Take a filter out, or look at a longer window.
        </EmptyState>
      }
      footer={
        <Group justify="space-between" gap="sm">
          <Text fz="xs" c="dimmed">
            {isOpenedInWindow ? "Opened in the window" : "Opened in the window, or still open"}. Times in {zone}.
          </Text>
          <Group gap="sm">
            {pages}
            <Anchor href={csvHref} download fz="xs" aria-label="Runs of refusals as CSV">
              CSV
            </Anchor>
          </Group>
        </Group>
      }
    />
  );
}
