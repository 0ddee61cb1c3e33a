import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { KeyStatusBadge } from "@/components/keys/key-status-badge";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { KeyListRow } from "@/lib/keys/types";

type Props = { rows: readonly KeyListRow[]; href: (keyId: string) => string; empty: ReactNode };

/** The keys of the reader's tenant and what each did lately. */
export function KeyListTable({ rows, href, empty }: Props) {
  return (
    <DataTable
      label="Keys"
      rows={rows}
      rowKey={(key) => key.id}
      rowHref={(key) => href(key.id)}
      columns={[
        { key: "name", header: "Name", width: 160, render: (key) => key.name },
        {
          key: "hint",
          header: "Secret",
          render: (key) => <Mono style={{ whiteSpace: "nowrap" }}>{key.hint}</Mono>,
        },
        {
          key: "status",
          header: "Status",
          render: (key) => (
            <Group gap={6} wrap="nowrap" miw="max-content">
              <KeyStatusBadge status={key.status} />
              {key.secrets.some((secret) => secret.state === "retiring") && <RoleBadge role="info">rotating</RoleBadge>}
            </Group>
          ),
        },
        { key: "mode", header: "Mode", render: (key) => key.mode },
        {
          key: "scopes",
          header: "Scopes",
          wideOnly: true,
          render: (key) => (
            <Text size="sm" maw={220}>
              {key.scopes.length > 0 ? key.scopes.join(", ") : "none"}
            </Text>
          ),
        },
        { key: "calls", header: "Calls, 7 days", numeric: true, render: (key) => describeNumber(key.calls7d) },
        { key: "refusals", header: "402s, 7 days", numeric: true, render: (key) => describeNumber(key.refusals7d) },
        {
          key: "used",
          header: "Last used",
          render: (key) => (key.lastUsedAt ? <Time at={key.lastUsedAt} /> : "never"),
        },
        {
          key: "expires",
          header: "Expires",
          wideOnly: true,
          render: (key) => (key.status === "revoked" ? "–" : key.expiresAt ? <Time at={key.expiresAt} /> : "never"),
        },
        { key: "by", header: "Made by", wideOnly: true, render: (key) => key.createdBy ?? "–" },
      ]}
      empty={empty}
    />
  );
}
