import { Group } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { CreateTenantDialog } from "@/components/tenants/create-tenant-dialog";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { RoleBadge } from "@/components/ui/role-badge";
import { Time } from "@/components/ui/time";
import { ListTenantsInput } from "@/lib/accounts/inputs";
import { listTenants } from "@/lib/accounts/server/list-tenants";

export const metadata: Metadata = { title: "Tenants" };

export default async function TenantsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(ListTenantsInput, searchParams);
  const { rows, next } = await listTenants(ctx, search as Parameters<typeof listTenants>[1]);
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <PageHeader
        title="Tenants"
        description="Who calls, on which plan, and how it goes."
        actions={<CreateTenantDialog />}
      />
      <FilterBar
        filters={[
          { kind: "text", name: "q", label: "Name" },
          {
            kind: "select",
            name: "status",
            label: "Status",
            options: [
              { value: "active", label: "Active" },
              { value: "suspended", label: "Suspended" },
            ],
          },
        ]}
      />
      <DataTable
        label="Tenants"
        rows={rows}
        rowKey={(tenant) => tenant.id}
        rowHref={(tenant) => `/admin/tenants/${tenant.id}`}
        columns={[
          { key: "name", header: "Tenant", render: (tenant) => tenant.name },
          {
            key: "plan",
            header: "Plan",
            render: (tenant) =>
              tenant.plan ? (
                <Group gap={6}>
                  {tenant.plan.name} version {tenant.plan.number}
                  {tenant.plan.status !== "active" && <RoleBadge role="warn">{tenant.plan.status}</RoleBadge>}
                </Group>
              ) : (
                "no plan"
              ),
          },
          {
            key: "status",
            header: "Status",
            render: (tenant) => <RoleBadge role={tenant.status === "active" ? "ok" : "act"}>{tenant.status}</RoleBadge>,
          },
          { key: "calls", header: "Calls 24 h", numeric: true, render: (tenant) => describeNumber(tenant.calls) },
          { key: "refused", header: "402s 24 h", numeric: true, render: (tenant) => describeNumber(tenant.refused) },
          {
            key: "last",
            header: "Last call",
            render: (tenant) => (tenant.lastCallAt ? <Time at={tenant.lastCallAt} /> : "never"),
          },
        ]}
        empty={
          filtered ? (
            <EmptyState kind="filtered" title="No tenant matches these filters">
              Clear the filters to see every tenant.
            </EmptyState>
          ) : (
            <EmptyState kind="nothing-yet" title="No tenant yet" action={<CreateTenantDialog />}>
              Add one, put it on a plan, and its owner can make keys.
            </EmptyState>
          )
        }
        footer={<Pages path="/admin/tenants" search={search} next={next} words={["First page", "Next page"]} />}
      />
    </>
  );
}
