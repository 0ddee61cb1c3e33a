import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { AutoRefresh } from "@/components/today/auto-refresh";
import { CodeBlock } from "@/components/ui/code-block";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { StandingList } from "@/components/usage/standing-list";
import { UsageChart } from "@/components/usage/usage-chart";
import { UsageMeters } from "@/components/usage/usage-meters";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { getOutlook } from "@/lib/analytics/server/usage/get-outlook";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import { getStanding } from "@/lib/entitlements/server/get-standing";
import { env } from "@/lib/env";
import { sampleCall } from "@/lib/keys/sample-call";
import { listKeys } from "@/lib/keys/server/list-keys";
import { listSampleRoutes } from "@/lib/keys/server/list-sample-routes";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const [standing, outlook, usage, keys] = await Promise.all([
    getStanding(ctx),
    getOutlook(ctx),
    usageOverTime(ctx, {}),
    listKeys(ctx),
  ]);
  const usable = keys.filter((key) => key.status === "active" || key.status === "paused");
  const lastDay = "range=24h";
  return (
    <>
      <AutoRefresh everyMs={10_000} />
      <PageHeader title="Home" description={`What ${standing.tenantName} may call, and what it called in 24 hours.`} />
      <Stack gap="lg">
        {usable.length === 0 && (
          <Quickstart curl={await firstCurl(ctx)} newKey={newKeyHref(ctx, href)} hadKeys={keys.length > 0} />
        )}
        <StandingList
          first={standing}
          tenantId={ctx.tenant?.id ?? ""}
          outlook={outlook}
          now={ctx.now.toISOString()}
          tenantQuery={href("")}
        />
        <UsageMeters
          standing={standing}
          planHref={href("/console/plan")}
          credits={outlook.find(({ featureId }) => featureId === "")?.wall ?? null}
        />
        <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="md">
          <StatTile
            label="Calls, 24 hours"
            value={describeNumber(usage.calls)}
            href={href(`/console/requests?${lastDay}`)}
            note="live, all statuses"
            formula="Every live call of your keys that reached the gateway, folded refusals counted in full."
          />
          <StatTile
            label="Refused with 402, 24 hours"
            value={describeNumber(usage.refused)}
            href={href(`/console/requests?${lastDay}&status=402`)}
            note="each has a receipt"
            formula="Live calls that answered 402, folded ones counted in full."
          />
          <StatTile
            label="Keys"
            value={describeNumber(usable.length)}
            href={href("/console/keys")}
            note="not revoked, not expired"
            formula="Keys that can call, or could if they were not paused, live and test."
          />
        </SimpleGrid>
        <UsageChart usage={usage} />
      </Stack>
    </>
  );
}

type Ctx = Awaited<ReturnType<typeof pageCtx>>;

const newKeyHref = (ctx: Ctx, href: (path: string) => string): string | null =>
  ctx.tenant && hasMemberPermission(ctx.tenant.role, "keys:write") ? href("/console/keys/new") : null;

async function firstCurl(ctx: Ctx): Promise<string> {
  const routes = await listSampleRoutes(ctx);
  const scopes = routes.flatMap(({ scope }) => scope ?? []);
  return sampleCall(routes, scopes, env().GATEWAY_URL, "$KEY").curl;
}

/** The first call, for whoever has no key yet. */
function Quickstart({ curl, newKey, hadKeys }: { curl: string; newKey: string | null; hadKeys: boolean }) {
  return (
    <section aria-labelledby="start-title">
      <Title order={2} size="h3" mb="sm" id="start-title">
        Make the first call
      </Title>
      <EmptyState
        kind="nothing-yet"
        title={hadKeys ? "No key in use" : "No key yet"}
        action={newKey && <LinkButton href={newKey}>Create key</LinkButton>}
      >
        <Stack gap="sm">
          <Text>
            A key lets your program call the API.
            {newKey === null && " A developer, admin or owner of your account can create one."}
          </Text>
          <CodeBlock code={curl} />
        </Stack>
      </EmptyState>
    </section>
  );
}
