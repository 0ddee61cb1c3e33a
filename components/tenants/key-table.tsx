import { Group, Text } from "@mantine/core";
import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { BudgetDialog } from "@/components/keys/budget-dialog";
import { periodLengths } from "@/components/plans/describe-included";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { KeyView, MeterChoice } from "@/lib/keys/types";

type Props = { tenantId: string; tenantName: string; rows: readonly KeyView[]; meters: readonly MeterChoice[] };

/** A tenant's keys as staff see them: never a secret, and nothing to change but budgets, and to revoke. */
export function KeyTable({ tenantId, tenantName, rows, meters }: Props) {
  return (
    <DataTable
      label={`Keys of ${tenantName}`}
      rows={rows}
      rowKey={(key) => key.id}
      columns={[
        { key: "name", header: "Key", render: (key) => key.name },
        { key: "hint", header: "Secret", render: (key) => <Mono>{key.hint}</Mono> },
        { key: "mode", header: "Mode", render: (key) => key.mode },
        {
          key: "status",
          header: "Status",
          render: (key) => <RoleBadge role={key.status === "active" ? "ok" : "calm"}>{key.status}</RoleBadge>,
        },
        {
          key: "budgets",
          header: "Budgets",
          render: (key) =>
            key.budgets.length === 0
              ? "none"
              : key.budgets.map((budget) => (
                  <Text size="sm" key={budget.featureId}>
                    {budget.featureName}: {describeNumber(budget.units)} {periodLengths[budget.period]}
                  </Text>
                )),
        },
        { key: "by", header: "Made by", wideOnly: true, render: (key) => key.createdBy ?? "–" },
        {
          key: "used",
          header: "Last used",
          render: (key) => (key.lastUsedAt ? <Time at={key.lastUsedAt} /> : "never"),
        },
        {
          key: "acts",
          header: "Change",
          render: (key) =>
            key.status === "revoked" ? (
              "–"
            ) : (
              <Group gap="xs" wrap="nowrap">
                <BudgetDialog
                  keyName={key.name}
                  path={`/api/admin/tenants/${tenantId}/keys/${key.id}/budgets`}
                  budgets={key.budgets}
                  meters={meters}
                  size="xs"
                />
                <ConfirmDeed
                  open="Revoke"
                  openAria={`Revoke key ${key.name}`}
                  title={`Revoke ${key.name} of ${tenantName}`}
                  consequence="Every call with it answers 401 within a second. This cannot be undone; the tenant sees the reason."
                  asksReason
                  submitLabel="Revoke key"
                  done="The key was revoked."
                  deed={{ method: "POST", path: `/api/admin/tenants/${tenantId}/keys/${key.id}/revoke` }}
                />
              </Group>
            ),
        },
      ]}
      empty={
        <EmptyState kind="nothing-yet" title="No keys yet">
          Its members make keys in the console.
        </EmptyState>
      }
    />
  );
}
