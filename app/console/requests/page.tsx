import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { orNotFound } from "@/app/_parts/or-not-found";
import { type AddressProblem, readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { ownFilterProblems } from "@/app/console/_parts/own-filter-problems";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { LogFilters } from "@/components/requests/log-filters";
import { LogView } from "@/components/requests/log-view";
import { ScopeBar } from "@/components/scope/scope-bar";
import { PageHeader } from "@/components/ui/page-header";
import { ListRequestsInput } from "@/lib/analytics/request-inputs";
import { listRequests } from "@/lib/analytics/server/list-requests";
import { listOwnLogChoices } from "@/lib/analytics/server/logs/list-own-log-choices";
import { summarizeRequests } from "@/lib/analytics/server/logs/summarize-requests";
import { env } from "@/lib/env";
import { idInput } from "@/lib/id-input";
import { listKeys } from "@/lib/keys/server/list-keys";

export const metadata: Metadata = { title: "Requests" };

const path = "/console/requests";
/** Whose page it is, is the page's own matter. */
const PageInput = ListRequestsInput.extend({ tenant: idInput("tenant").optional() });

export default async function RequestsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { values, problems } = await readAddress(PageInput, searchParams, ctx.now);
  const header = (
    <PageHeader
      title="Requests"
      description="Every call of your keys at the gateway, newest first: the decision and how it ended."
    />
  );
  const refuse = (found: readonly AddressProblem[]) => (
    <>
      {header}
      <AddressProblems problems={found} path={path} values={values} always={["tenant"]} />
    </>
  );
  if (problems.length > 0) return refuse(problems);
  const { tenant: _tenant, ...asked } = values;
  const input = asked as Parameters<typeof listRequests>[1];
  const { after: _after, before: _before, ...filters } = input;
  const read = Promise.all([
    listRequests(ctx, input),
    asked.request === undefined ? summarizeRequests(ctx, filters) : null,
    listOwnLogChoices(ctx),
    listKeys(ctx),
  ]);
  const found = await orNotFound(
    read.catch((thrown: unknown) => {
      const wrong = ownFilterProblems(thrown, asked);
      if (wrong) return { wrong };
      throw thrown;
    }),
  );
  if ("wrong" in found) return refuse(found.wrong);
  const [page, summary, choices, keys] = found;
  const query = asked as Record<string, string>;
  const { episode: _episode, ...withoutEpisode } = query;
  const scope: Record<string, string> = ctx.tenant && ctx.memberships.length > 1 ? { tenant: ctx.tenant.id } : {};
  const end = scope.tenant ? `?tenant=${scope.tenant}` : "";
  return (
    <>
      {header}
      <ScopeBar range={page.range} from={page.from} to={page.to} zone={page.zone} asOf={page.asOf} />
      <LogView
        page={page}
        summary={summary}
        path={path}
        apiPath="/api/requests"
        query={query}
        scope={scope}
        portalUrl={env().PORTAL_URL}
        gatewayUrl={env().GATEWAY_URL}
        callHref={{ base: "/receipts/", end }}
        keyHref={(keyId) => href(`/console/keys/${keyId}`)}
      >
        <LogFilters
          values={query}
          {...choices}
          keys={keys.map((key) => ({ value: key.id, label: `${key.name} (${key.hint})` }))}
          withoutEpisode={`${path}?${new URLSearchParams({ ...withoutEpisode, ...scope })}`}
        />
      </LogView>
    </>
  );
}
