import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { versionChoices } from "@/app/admin/_parts/version-choices";
import { AutoRefresh } from "@/components/today/auto-refresh";
import { RefusalCharts } from "@/components/today/refusal-charts";
import { RefusedTable } from "@/components/today/refused-table";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { hasStaffPermission } from "@/lib/accounts/permissions";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { listGateways } from "@/lib/analytics/server/list-gateways";
import { listRefusedTenants } from "@/lib/analytics/server/list-refused-tenants";
import { refusalRate } from "@/lib/analytics/server/refusal-rate";
import { requestVolume } from "@/lib/analytics/server/request-volume";
import type { RangeName } from "@/lib/analytics/time-range";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { listPlans } from "@/lib/catalog/server/list-plans";

export const metadata: Metadata = { title: "Today" };

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const ranges = [
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];

export default async function TodayPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const search = await readSearch(RangeOnlyInput, searchParams);
  const range = (search.range ?? "24h") as RangeName;
  const [rate, volume, refused, gateways, features, plans] = await Promise.all([
    refusalRate(ctx, { range }),
    requestVolume(ctx, { range }),
    listRefusedTenants(ctx, { range }),
    listGateways(ctx),
    listFeatures(ctx),
    listPlans(ctx),
  ]);
  const fast = gateways.filter((gateway) => gateway.door === "gateway").length;
  return (
    <>
      <AutoRefresh everyMs={10_000} />
      <PageHeader
        title="Today"
        description={
          <>
            What needs a person. As of <Time at={rate.asOf} form="instant" />, live calls only.
          </>
        }
      />
      <FilterBar
        label="Time"
        filters={[{ kind: "select", name: "range", label: "Time", options: ranges, fallback: "24h" }]}
      />
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
          <StatTile
            label="402 rate"
            value={rate.eligible === 0 ? "–" : percent.format(rate.refused / rate.eligible)}
            href={`/admin/requests?range=${range}&status=402`}
            note={`${describeNumber(rate.refused)} of ${describeNumber(rate.eligible)} eligible calls`}
            formula="402 refusals divided by all calls whose entitlement was asked: those let through on a feature plus those refused for money. Free routes, 401, 403, 429 and 503 are in neither."
          />
          <StatTile
            label="Refused now"
            value={describeNumber(refused.rows.length)}
            href="#refused"
            note={`${describeNumber(refused.refused)} of ${describeNumber(refused.asked)} calling tenants had a 402`}
            formula="Tenants whose newest call on a feature answered 402 and whose gate is still closed. A payment, grant or reset takes them off, also before they call again."
          />
          <StatTile
            label="Calls"
            value={describeNumber(volume.calls)}
            href={`/admin/requests?range=${range}`}
            note="all statuses"
            formula="Every live call that reached the gateway, folded refusals counted in full."
          />
          <StatTile
            label="Gateway"
            value={fast > 0 ? "up" : "not seen"}
            note={fast > 0 ? `${fast} running` : "no report for 10 seconds"}
            formula="Gateway processes that reported within the last 10 seconds. The portal's own door is not counted."
          />
        </SimpleGrid>
        <section id="refused" aria-labelledby="refused-title">
          <Title order={2} size="h3" mb="sm" id="refused-title">
            Refused now
          </Title>
          <RefusedTable
            rows={refused.rows}
            features={features}
            versions={versionChoices(plans)}
            mayChangePlan={
              ctx.actor.staffRole !== null && hasStaffPermission(ctx.actor.staffRole, "staff:subscriptions")
            }
            empty={
              volume.calls === 0 ? (
                <EmptyState kind="nothing-yet" title="No calls in this time">
                  Calls appear here a moment after they were answered. An{" "}
                  <TextLink href="/admin/apis">api with a route</TextLink>, a tenant on a plan and a key are all it
                  takes.
                </EmptyState>
              ) : (
                <EmptyState kind="nothing-yet" title="Nobody is refused">
                  <Text size="sm">
                    Watched: {describeNumber(refused.asked)} tenants, {describeNumber(volume.calls)} calls.
                  </Text>
                </EmptyState>
              )
            }
          />
        </section>
        <RefusalCharts rate={rate} volume={volume} range={range} />
      </Stack>
    </>
  );
}
