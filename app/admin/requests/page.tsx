import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { addressProblems, readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { LogFilters } from "@/components/requests/log-filters";
import { LogView } from "@/components/requests/log-view";
import { ScopeBar } from "@/components/scope/scope-bar";
import { PageHeader } from "@/components/ui/page-header";
import { ListAllRequestsInput } from "@/lib/analytics/request-inputs";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";
import { listLogChoices } from "@/lib/analytics/server/logs/list-log-choices";
import { summarizeAllRequests } from "@/lib/analytics/server/logs/summarize-all-requests";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";

export const metadata: Metadata = { title: "Requests" };

const path = "/admin/requests";

export default async function RequestsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const { values, problems } = await readAddress(ListAllRequestsInput, searchParams, ctx.now);
  const header = (
    <PageHeader
      title="Requests"
      description="Every call at the gateway, newest first: the decision and how it ended."
    />
  );
  const refuse = (found: typeof problems) => (
    <>
      {header}
      <AddressProblems problems={found} path={path} values={values} />
    </>
  );
  if (problems.length > 0) return refuse(problems);
  const input = values as Parameters<typeof listAllRequests>[1];
  const { after: _after, before: _before, ...filters } = input;
  const isOne = values.request !== undefined;
  const tenant = values.tenant === "none" ? undefined : values.tenant;
  const read = Promise.all([
    listAllRequests(ctx, input),
    isOne ? null : summarizeAllRequests(ctx, filters),
    listLogChoices(ctx),
    tenant === undefined ? null : listTenantKeys(ctx, { tenantId: tenant }),
  ]);
  const found = await read.catch((thrown: unknown) => {
    if (thrown instanceof AppError && (thrown.code === "validation_failed" || thrown.code === "not_found"))
      return thrown;
    throw thrown;
  });
  if (found instanceof AppError) return refuse(addressProblems(found));
  const [page, summary, choices, keys] = found;
  const query = values as Record<string, string>;
  const { episode: _episode, ...withoutEpisode } = query;
  return (
    <>
      {header}
      <ScopeBar range={page.range} from={page.from} to={page.to} zone={page.zone} asOf={page.asOf} />
      <LogView
        page={page}
        summary={summary}
        path={path}
        apiPath="/api/admin/requests"
        query={query}
        portalUrl={env().PORTAL_URL}
        gatewayUrl={env().GATEWAY_URL}
        callHref={{ base: "/admin/receipts/", end: "" }}
        withTenant
      >
        <LogFilters
          values={query}
          {...choices}
          {...(keys && { keys: keys.map(({ id, name, hint }) => ({ value: id, label: `${name} (${hint})` })) })}
          withoutEpisode={`${path}?${new URLSearchParams(withoutEpisode)}`}
        />
      </LogView>
    </>
  );
}
