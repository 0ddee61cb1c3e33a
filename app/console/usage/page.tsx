import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { orNotFound } from "@/app/_parts/or-not-found";
import { type AddressProblem, readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { ownFilterProblems } from "@/app/console/_parts/own-filter-problems";
import { modes } from "@/app/console/_parts/ranges";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { DownloadButton } from "@/components/requests/download-button";
import { OlderDaysProvider } from "@/components/scope/older-days";
import { ScopeBar } from "@/components/scope/scope-bar";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { BurnDownCard } from "@/components/usage/burn-down-card";
import { CallCostTable } from "@/components/usage/call-cost-table";
import { UsageChart } from "@/components/usage/usage-chart";
import { UsageTable } from "@/components/usage/usage-table";
import { listCalledRoutes } from "@/lib/analytics/server/list-called-routes";
import { getOwnOlderDays } from "@/lib/analytics/server/report-zone/get-own-older-days";
import { getBurnDowns } from "@/lib/analytics/server/usage/get-burn-downs";
import { listCallCosts } from "@/lib/analytics/server/usage/list-call-costs";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import { UsageInput } from "@/lib/analytics/usage-inputs";
import type { UsageBy, UsageOverTime, UsagePart } from "@/lib/analytics/usage-views";
import { idInput } from "@/lib/id-input";
import { listKeys } from "@/lib/keys/server/list-keys";

export const metadata: Metadata = { title: "Usage" };

/** What the chart draws, and whose page it is, are the page's own matters; the rest is what the use case is asked. */
const PageInput = UsageInput.extend({
  measure: z.enum(["calls", "units"]).optional(),
  tenant: idInput("tenant").optional(),
});
const measures = [
  { value: "calls", label: "Calls" },
  { value: "units", label: "Units" },
];
const divisions: { value: UsageBy; label: string }[] = [
  { value: "key", label: "Key" },
  { value: "feature", label: "Feature" },
  { value: "route", label: "Route" },
  { value: "status", label: "Status" },
];
/** The log's filter that shows the calls of a part. */
const statusFilters: Record<string, string> = { ok: "2xx,3xx", "402": "402", "429": "429", "4xx": "4xx", "5xx": "5xx" };

/** Null where no filter says just this part: 4xx would bring the 402s and 429s along. */
function filterOf({ by, parts }: UsageOverTime, part: UsagePart): Record<string, string> | null {
  const apart = parts.some(({ name }) => name === "402" || name === "429");
  if (part.name === "other" || (by === "status" && part.name === "4xx" && apart)) return null;
  return by === "status" ? { status: statusFilters[part.name] ?? part.name } : { [by]: part.name };
}

export default async function UsagePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { values, problems } = await readAddress(PageInput, searchParams, ctx.now);
  const refuse = (found: readonly AddressProblem[]) => (
    <>
      <PageHeader title="Usage" />
      <AddressProblems problems={found} path="/console/usage" values={values} always={["tenant"]} />
    </>
  );
  if (problems.length > 0) return refuse(problems);
  const { measure = "calls", tenant: _tenant, ...asked } = values;
  const input = asked as Parameters<typeof usageOverTime>[1];
  const read = Promise.all([
    usageOverTime(ctx, input),
    listCallCosts(ctx, input),
    getBurnDowns(ctx),
    listKeys(ctx),
    listCalledRoutes(ctx),
    getOwnOlderDays(ctx),
  ]);
  const found = await orNotFound(
    read.catch((thrown: unknown) => {
      const wrong = ownFilterProblems(thrown, asked);
      if (wrong) return { wrong };
      throw thrown;
    }),
  );
  if ("wrong" in found) return refuse(found.wrong);
  const [usage, costs, periods, keys, routes, older] = found;
  const { by: _by, cmp: _cmp, range: _range, from: _from, to: _to, ...filters } = asked as Record<string, string>;
  const window: Record<string, string> = usage.range ? { range: usage.range } : { from: usage.from, to: usage.to };
  const log = (more: Record<string, string> = {}) =>
    href(`/console/requests?${new URLSearchParams({ ...filters, ...window, ...more })}`);
  const csv = href(`/api/usage.csv?${new URLSearchParams(asked as Record<string, string>)}`);
  const filtered = ["key", "feature", "route", "api"].some((name) => name in filters) || asked.mode === "test";
  const empty = filtered ? (
    <EmptyState kind="filtered" title="No call matches these filters">
      Clear filters, or look at a longer time.
    </EmptyState>
  ) : (
    <EmptyState
      kind="nothing-yet"
      title="No calls in this time"
      action={<LinkButton href={href("/console/keys")}>Go to keys</LinkButton>}
    >
      A key lets your program call the API; its calls are counted here.
    </EmptyState>
  );
  const shownFeatures = periods.features.filter(({ featureId }) => !asked.feature || asked.feature === featureId);
  return (
    <>
      <PageHeader
        title="Usage"
        description="Where your calls go, what they cost, and how long the included units last."
        actions={
          <DownloadButton href={csv} leftSection={<IconDownload size={16} aria-hidden />}>
            CSV
          </DownloadButton>
        }
      />
      <OlderDaysProvider older={usage.zone === older?.zone ? older : null}>
        <ScopeBar
          range={usage.range}
          from={usage.from}
          to={usage.to}
          zone={usage.zone}
          asOf={usage.asOf}
          compares={usage.before !== null}
        />
      </OlderDaysProvider>
      <FilterBar
        filters={[
          { kind: "select", name: "by", label: "Divided by", options: divisions, fallback: "key", width: 130 },
          { kind: "select", name: "measure", label: "Chart of", options: measures, fallback: "calls", width: 110 },
          {
            kind: "select",
            name: "key",
            label: "Key",
            options: keys.map((key) => ({ value: key.id, label: `${key.name} (${key.hint})` })),
            width: 190,
          },
          {
            kind: "select",
            name: "feature",
            label: "Feature",
            options: periods.features.map(({ featureId, name }) => ({ value: featureId, label: name })),
            width: 160,
          },
          {
            kind: "select",
            name: "route",
            label: "Route",
            options: routes.map((route) => ({
              value: route.routeId,
              label: `${route.method} /${route.apiSlug}${route.path}`,
            })),
            width: 190,
          },
          { kind: "select", name: "mode", label: "Mode", options: modes, fallback: "live", width: 100 },
        ]}
      />
      <Stack gap="lg">
        {usage.isByOperatorDays && (
          <Text fz="sm" c="dimmed">
            Keys are told apart for 29 days by your own clock; this window is counted by the operator's days, in{" "}
            {usage.zone}.
          </Text>
        )}
        <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
          <StatTile
            label="Calls"
            value={describeNumber(usage.calls)}
            href={log()}
            note={usage.before ? `${describeNumber(usage.before.calls)} before` : "all statuses"}
            formula="Every call of your keys that reached the gateway, folded refusals counted in full."
          />
          <StatTile
            label="Units"
            value={describeNumber(usage.units)}
            href={log({ class: "allowed" })}
            note={usage.before ? `${describeNumber(usage.before.units)} before` : "charged to your account"}
            formula="Units that calls took: from the included amounts, credits or overage. Refused and failed calls take none."
          />
          <StatTile
            label="Refused with 402"
            value={describeNumber(usage.refused)}
            href={log({ class: "money" })}
            note={usage.before ? `${describeNumber(usage.before.refused)} before` : "each has a receipt"}
            formula="Calls that answered 402, folded ones counted in full. Each has a receipt that says why."
          />
          <StatTile
            label="Units refused"
            value={describeNumber(usage.refusedUnits)}
            href={log({ class: "money" })}
            note="wanted, not given"
            formula="What the calls that answered 402 asked for. A program that repeats a refused call asks again each time."
          />
        </SimpleGrid>
        <UsageChart usage={usage} measure={measure === "units" ? "units" : "calls"} zoom csvHref={csv} />
        <UsageTable
          usage={usage}
          partHref={(part, refused) => {
            const filter = filterOf(usage, part);
            return filter && log({ ...filter, ...(refused && { class: "money" }) });
          }}
          empty={empty}
        />
        <section aria-labelledby="period-title">
          <Title order={2} size="h3" mb="sm" id="period-title">
            This period
          </Title>
          {shownFeatures.length === 0 ? (
            <EmptyState
              kind="nothing-yet"
              title="Nothing is counted"
              action={<LinkButton href={href("/console/plan")}>See plans</LinkButton>}
            >
              Your account holds no plan with a metered feature, so no period runs.
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, lg: shownFeatures.length > 1 ? 2 : 1 }} spacing="md">
              {shownFeatures.map((feature) => (
                <BurnDownCard
                  key={feature.featureId}
                  feature={feature}
                  asOf={periods.asOf}
                  zone={periods.zone}
                  callsHref={(of) =>
                    href(
                      `/console/requests?${new URLSearchParams({
                        feature: feature.featureId,
                        class: of === "refused" ? "money" : "allowed",
                        from: feature.periodStart,
                        to: periods.asOf,
                      })}`,
                    )
                  }
                />
              ))}
            </SimpleGrid>
          )}
        </section>
        <section aria-labelledby="cost-title">
          <Title order={2} size="h3" mb="sm" id="cost-title">
            What a call cost
          </Title>
          <CallCostTable
            costs={costs}
            callsHref={({ routeId, feature }) => log({ route: routeId, feature: feature.id, class: "allowed" })}
            empty={empty}
          />
        </section>
      </Stack>
    </>
  );
}
