import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { listMembers } from "@/lib/accounts/server/list-members";

export const metadata: Metadata = { title: "Members" };

const rights = {
  owner: "Everything: keys of others, plans, cards and invoices",
  admin: "Keys of others and their budgets; sees invoices, buys nothing",
  developer: "Creates keys and changes their own; sees use, plan and credits",
  billing: "Plans, credits and invoices; sees keys and use",
  viewer: "Sees keys, use, plan and credits",
} as const;

export default async function MembersPage() {
  const ctx = await pageCtx();
  const members = await listMembers(ctx);
  return (
    <>
      <PageHeader
        title="Members"
        description="The people of your account and what each may do. The operator adds people."
      />
      <DataTable
        label="Members"
        rows={members}
        rowKey={(row) => row.id}
        columns={[
          {
            key: "name",
            header: "Name",
            render: (row) => (row.personId === ctx.actor.personId ? `${row.name} (you)` : row.name),
          },
          { key: "email", header: "E-mail", render: (row) => row.email },
          {
            key: "role",
            header: "Role",
            render: (row) => (
              <RoleBadge role={row.disabled ? "calm" : "info"}>
                {row.disabled ? `${row.role}, off` : row.role}
              </RoleBadge>
            ),
          },
          { key: "rights", header: "May", render: (row) => rights[row.role] },
        ]}
        empty={<EmptyState kind="nothing-yet" title="Nobody yet" />}
      />
    </>
  );
}
