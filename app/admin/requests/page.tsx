import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { RequestTable } from "@/components/tenants/request-table";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { listTenantNames } from "@/lib/accounts/server/list-tenant-names";
import { ListAllRequestsInput } from "@/lib/analytics/inputs";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listApis } from "@/lib/catalog/server/list-apis";
import { env } from "@/lib/env";
import { codes } from "@/lib/errors";

export const metadata: Metadata = { title: "Requests" };

const statuses = ["2xx", "402", "401", "403", "404", "429", "4xx", "5xx"].map((value) => ({ value, label: value }));
const ranges = [
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];

export default async function RequestsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(ListAllRequestsInput, searchParams);
  const [{ rows, next }, tenants, apis] = await Promise.all([
    listAllRequests(ctx, search as Parameters<typeof listAllRequests>[1]),
    listTenantNames(ctx),
    listApis(ctx),
  ]);
  const filtered = Object.keys(search).some((name) => name !== "range" && name !== "after");
  return (
    <>
      <PageHeader
        title="Requests"
        description="Every call at the gateway, newest first: the decision and how it ended."
      />
      <FilterBar
        filters={[
          { kind: "select", name: "range", label: "Time", options: ranges, fallback: "24h", width: 150 },
          { kind: "multi", name: "status", label: "Status", options: statuses, width: 230 },
          {
            kind: "multi",
            name: "code",
            label: "Code",
            options: Object.keys(codes).map((value) => ({ value, label: value })),
            width: 260,
          },
          {
            kind: "select",
            name: "tenant",
            label: "Tenant",
            options: tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
          },
          {
            kind: "select",
            name: "api",
            label: "Api",
            options: apis.map((api) => ({ value: api.id, label: api.name })),
            width: 150,
          },
          {
            kind: "select",
            name: "mode",
            label: "Mode",
            options: [
              { value: "live", label: "Live" },
              { value: "test", label: "Test" },
            ],
            fallback: "live",
            width: 100,
          },
          { kind: "text", name: "request", label: "Request id", placeholder: "req_…" },
        ]}
      />
      <RequestTable
        label="Requests"
        rows={rows}
        withTenant
        empty={
          filtered ? (
            <EmptyState kind="filtered" title="No call matches these filters">
              Clear filters, or look at a longer time.
            </EmptyState>
          ) : (
            <EmptyState kind="nothing-yet" title="Waiting for the first call">
              Calls appear here a moment after they were answered.
              <CodeBlock code={`curl -H "Authorization: Bearer $KEY" ${env().GATEWAY_URL}/…`} />
            </EmptyState>
          )
        }
        footer={<Pages path="/admin/requests" search={search} next={next} />}
      />
    </>
  );
}
