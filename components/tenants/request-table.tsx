import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { type Column, DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { Mono } from "@/components/ui/mono";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { AnyRequest } from "@/lib/analytics/views";

type Props = {
  label: string;
  rows: readonly AnyRequest[];
  withTenant?: boolean;
  /** Makes the key's name a link; without it the key is shown by its hint. */
  keyHref?: (keyId: string) => string;
  /** Where one call is told whole; without it refusals lead to their receipt. */
  callHref?: (requestId: string) => string;
  empty: ReactNode;
  footer?: ReactNode;
};

/** Calls of any tenant; the id of a refusal leads to its receipt. */
export function RequestTable({ label, rows, withTenant, keyHref, callHref, empty, footer }: Props) {
  const tenant: Column<AnyRequest> = {
    key: "tenant",
    header: "Tenant",
    width: 150,
    render: (row) =>
      row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "unknown",
  };
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(row) => row.requestId}
      columns={[
        { key: "at", header: "Time", render: (row) => <Time at={row.decidedAt} /> },
        {
          key: "status",
          header: "Status",
          width: 190,
          render: (row) => (
            <Group gap={6} wrap="nowrap">
              <StatusBadge status={row.status} code={row.code} />
              {row.weight > 1 && <Mono aria-label={`stands for ${row.weight} equal calls`}>×{row.weight}</Mono>}
            </Group>
          ),
        },
        ...(withTenant ? [tenant] : []),
        {
          key: "route",
          header: "Route",
          width: 240,
          render: (row) => (
            <Mono>
              {row.method} {row.routePath === null ? "unknown route" : `/${row.apiSlug ?? "?"}${row.routePath}`}
            </Mono>
          ),
        },
        {
          key: "key",
          header: "Key",
          wideOnly: true,
          render: (row) => {
            if (keyHref && row.keyId)
              return <TextLink href={keyHref(row.keyId)}>{row.keyName ?? row.keyHint}</TextLink>;
            return row.keyHint ? <Mono style={{ whiteSpace: "nowrap" }}>{row.keyHint}</Mono> : "–";
          },
        },
        { key: "units", header: "Units", numeric: true, wideOnly: true, render: (row) => describeNumber(row.units) },
        { key: "ms", header: "ms", numeric: true, wideOnly: true, render: (row) => describeNumber(row.totalMs) },
        {
          key: "id",
          header: "Request",
          render: (row) => (
            <Group gap={4} wrap="nowrap">
              {callHref && (row.tenant || withTenant) ? (
                <TextLink href={callHref(row.requestId)} fz="sm" style={{ whiteSpace: "nowrap" }}>
                  …{row.requestId.slice(-6)}
                </TextLink>
              ) : row.code && row.status < 500 && row.tenant ? (
                <TextLink href={`/receipts/${row.requestId}`} fz="sm">
                  Receipt
                </TextLink>
              ) : (
                <Mono>…{row.requestId.slice(-6)}</Mono>
              )}
              <CopyButton value={row.requestId} label="request id" />
            </Group>
          ),
        },
      ]}
      empty={empty}
      footer={footer}
    />
  );
}
