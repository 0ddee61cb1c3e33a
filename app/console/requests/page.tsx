import { Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { modes, ranges } from "@/app/console/_parts/ranges";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { DownloadButton } from "@/components/requests/download-button";
import { RefreshSwitch } from "@/components/requests/refresh-switch";
import { RequestTable } from "@/components/tenants/request-table";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { ListRequestsInput } from "@/lib/analytics/inputs";
import { listCalledRoutes } from "@/lib/analytics/server/list-called-routes";
import { listRequests } from "@/lib/analytics/server/list-requests";
import { env } from "@/lib/env";
import { codes } from "@/lib/errors";
import { listKeys } from "@/lib/keys/server/list-keys";

export const metadata: Metadata = { title: "Requests" };

const PageInput = ListRequestsInput.omit({ from: true, to: true });
const statuses = ["2xx", "402", "401", "403", "404", "429", "4xx", "5xx"].map((value) => ({ value, label: value }));

export default async function RequestsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const search = await readSearch(PageInput, searchParams);
  const { refresh, tenant } = await searchParams;
  const [{ rows, next }, keys, routes] = await Promise.all([
    orNotFound(listRequests(ctx, search as Parameters<typeof listRequests>[1])),
    listKeys(ctx),
    listCalledRoutes(ctx),
  ]);
  const filtered = Object.keys(search).some((name) => name !== "range" && name !== "after");
  const { after: _place, ...exported } = search;
  const csv = new URLSearchParams(exported);
  const apis = new Map(routes.map((route) => [route.apiId, route.apiName]));
  return (
    <>
      <PageHeader
        title="Requests"
        description="Every call of your keys at the gateway, newest first: the decision and how it ended."
        actions={
          <Group gap="md">
            <RefreshSwitch />
            <DownloadButton
              href={href(csv.size > 0 ? `/api/requests.csv?${csv}` : "/api/requests.csv")}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              CSV
            </DownloadButton>
          </Group>
        }
      />
      <FilterBar
        filters={[
          { kind: "select", name: "range", label: "Time", options: ranges, fallback: "24h", width: 140 },
          { kind: "multi", name: "status", label: "Status", options: statuses, width: 110 },
          {
            kind: "multi",
            name: "code",
            label: "Code",
            options: Object.keys(codes).map((value) => ({ value, label: value })),
            width: 160,
          },
          {
            kind: "select",
            name: "key",
            label: "Key",
            options: keys.map((key) => ({ value: key.id, label: `${key.name} (${key.hint})` })),
            width: 150,
          },
          ...(apis.size > 1
            ? [
                {
                  kind: "select" as const,
                  name: "api",
                  label: "Api",
                  options: [...apis].map(([value, label]) => ({ value, label })),
                  width: 150,
                },
              ]
            : []),
          {
            kind: "select",
            name: "route",
            label: "Route",
            options: routes.map((route) => ({
              value: route.routeId,
              label: `${route.method} /${route.apiSlug}${route.path}`,
            })),
            width: 180,
          },
          { kind: "select", name: "mode", label: "Mode", options: modes, fallback: "live", width: 90 },
          { kind: "text", name: "request", label: "Request id", placeholder: "req_…", width: 170 },
        ]}
      />
      <RequestTable
        label="Requests"
        rows={rows}
        keyHref={(keyId) => href(`/console/keys/${keyId}`)}
        empty={
          filtered ? (
            <EmptyState kind="filtered" title="No call matches these filters">
              Clear filters, or look at a longer time.
            </EmptyState>
          ) : (
            <EmptyState kind="nothing-yet" title="No calls in this time">
              Calls appear here a moment after they were answered.
              <CodeBlock code={`curl -H "Authorization: Bearer $KEY" ${env().GATEWAY_URL}/…`} />
            </EmptyState>
          )
        }
        footer={
          <Pages
            path="/console/requests"
            search={{
              ...search,
              tenant: typeof tenant === "string" ? tenant : undefined,
              refresh: typeof refresh === "string" ? refresh : undefined,
            }}
            next={next}
          />
        }
      />
    </>
  );
}
