import { Code, Group, Text } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { CopyButton } from "@/components/ui/copy-button";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { Mono } from "@/components/ui/mono";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { ListAuditInput } from "@/lib/accounts/inputs";
import { listAudit } from "@/lib/accounts/server/list-audit";
import { listTenantNames } from "@/lib/accounts/server/list-tenant-names";

export const metadata: Metadata = { title: "Audit" };

const subjects = [
  "api",
  "route",
  "feature",
  "plan",
  "plan_version",
  "tenant",
  "member",
  "subscription",
  "exception",
  "key",
  "session",
  "lease",
  "node",
  "install",
];

const changeOf = (before: unknown, after: unknown) =>
  [
    before === null ? "" : `before ${JSON.stringify(before, null, 1)}`,
    after === null ? "" : `after ${JSON.stringify(after, null, 1)}`,
  ]
    .filter(Boolean)
    .join("\n");

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(ListAuditInput, searchParams);
  const [{ rows, next }, tenants] = await Promise.all([listAudit(ctx, search), listTenantNames(ctx)]);
  return (
    <>
      <PageHeader title="Audit" description="Who changed what. Lines are never changed or removed by hand." />
      <FilterBar
        filters={[
          {
            kind: "select",
            name: "action",
            label: "About",
            options: subjects.map((value) => ({ value, label: value.replaceAll("_", " ") })),
          },
          {
            kind: "select",
            name: "tenant",
            label: "Tenant",
            options: tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
          },
          { kind: "text", name: "object", label: "Object id", placeholder: "plv_…" },
        ]}
      />
      <DataTable
        label="Audit lines"
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          { key: "at", header: "Time", render: (row) => <Time at={row.at} form="instant" /> },
          { key: "actor", header: "By", render: (row) => row.actor },
          {
            key: "action",
            header: "Action",
            render: (row) => <Mono style={{ whiteSpace: "nowrap" }}>{row.action}</Mono>,
          },
          {
            key: "tenant",
            header: "Tenant",
            render: (row) =>
              row.tenant ? <TextLink href={`/admin/tenants/${row.tenant.id}`}>{row.tenant.name}</TextLink> : "–",
          },
          {
            key: "object",
            header: "Object",
            render: (row) => (
              <Group gap={4} wrap="nowrap">
                {row.objectKind.replaceAll("_", " ")}
                <CopyButton value={row.objectId} label={`id of the ${row.objectKind.replaceAll("_", " ")}`} />
              </Group>
            ),
          },
          {
            key: "change",
            header: "Change",
            render: (row) => (
              <>
                {row.reason && <Text size="sm">{row.reason}</Text>}
                {(row.before !== null || row.after !== null) && (
                  <details>
                    <summary>Show change</summary>
                    <Code block style={{ whiteSpace: "pre-wrap", maxWidth: 420 }}>
                      {changeOf(row.before, row.after)}
                    </Code>
                  </details>
                )}
              </>
            ),
          },
          { key: "address", header: "From", wideOnly: true, render: (row) => <Mono>{row.address ?? "–"}</Mono> },
        ]}
        empty={<EmptyState kind="filtered" title="No line matches these filters" />}
        footer={<Pages path="/admin/audit" search={search} next={next} />}
      />
    </>
  );
}
