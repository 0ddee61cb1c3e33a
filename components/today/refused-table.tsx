import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { type FeatureChoice, GrantExceptionDialog } from "@/components/tenants/grant-exception-dialog";
import { PutOnPlanDialog, type VersionChoice } from "@/components/tenants/put-on-plan-dialog";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { StatusBadge } from "@/components/ui/status-badge";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { describeRefused } from "@/lib/analytics/describe-refused";
import type { RefusedTenant } from "@/lib/analytics/views";

type Props = {
  rows: readonly RefusedTenant[];
  features: readonly FeatureChoice[];
  versions: readonly VersionChoice[];
  mayChangePlan: boolean;
  empty: ReactNode;
};

/** Tenants who are refused for money now: why, since when, and what staff can do about it. */
export function RefusedTable({ rows, features, versions, mayChangePlan, empty }: Props) {
  return (
    <DataTable
      label="Tenants refused now"
      rows={rows}
      rowKey={(row) => row.tenantId}
      columns={[
        {
          key: "tenant",
          header: "Tenant",
          render: (row) => <TextLink href={`/admin/tenants/${row.tenantId}`}>{row.tenantName}</TextLink>,
        },
        { key: "why", header: "Why", render: (row) => <Text size="sm">{describeRefused(row)}</Text> },
        {
          key: "last",
          header: "Last refusal",
          render: (row) => (
            <Group gap={6}>
              <TextLink href={`/receipts/${row.requestId}`}>
                <StatusBadge status={402} code={row.code} />
              </TextLink>
              <Time at={row.refusedAt} />
            </Group>
          ),
        },
        { key: "refusals", header: "402s", numeric: true, render: (row) => describeNumber(row.refusals) },
        {
          key: "acts",
          header: "Act",
          render: (row) => (
            <Group gap="xs" wrap="nowrap">
              <GrantExceptionDialog
                tenantId={row.tenantId}
                tenantName={row.tenantName}
                features={features}
                featureId={row.feature?.id}
                size="xs"
              />
              {mayChangePlan && (
                <PutOnPlanDialog
                  tenantId={row.tenantId}
                  tenantName={row.tenantName}
                  current={row.planVersionId}
                  versions={versions}
                  size="xs"
                />
              )}
            </Group>
          ),
        },
      ]}
      empty={empty}
    />
  );
}
