import { ConfirmDeed } from "@/components/deeds/confirm-deed";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Mono } from "@/components/ui/mono";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import type { KeyView } from "@/lib/keys/types";

type Props = { tenantId: string; tenantName: string; rows: readonly KeyView[] };

/** A tenant's keys as staff see them: never a secret, and nothing to change but to revoke. */
export function KeyTable({ tenantId, tenantName, rows }: Props) {
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
