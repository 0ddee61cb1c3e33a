import { SimpleGrid, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { orNotFound } from "@/app/_parts/or-not-found";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { modes, ranges } from "@/app/console/_parts/ranges";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { Time } from "@/components/ui/time";
import { UsageChart } from "@/components/usage/usage-chart";
import { UsageTable } from "@/components/usage/usage-table";
import { UsageInput } from "@/lib/analytics/inputs";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import type { RangeName } from "@/lib/analytics/time-range";
import type { UsageBy, UsageOverTime, UsagePart } from "@/lib/analytics/views";
import { listKeys } from "@/lib/keys/server/list-keys";

export const metadata: Metadata = { title: "Usage" };

/** What the chart draws is the page's own choice; the rest is what the use case is asked. */
const PageInput = UsageInput.extend({ measure: z.enum(["calls", "units"]) });
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
function filterOf({ by, parts }: UsageOverTime, part: UsagePart): string | null {
  const apart = parts.some(({ name }) => name === "402" || name === "429");
  if (by === "status" && part.name === "4xx" && apart) return null;
  if (part.name === "none" || part.name === "other" || by === "feature") return null;
  return by === "status" ? `status=${statusFilters[part.name]}` : `${by}=${part.name}`;
}

export default async function UsagePage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { measure, ...search } = await readSearch(PageInput, searchParams);
  const range = (search.range ?? "24h") as RangeName;
  const [usage, keys] = await Promise.all([
    orNotFound(usageOverTime(ctx, search as Parameters<typeof usageOverTime>[1])),
    listKeys(ctx),
  ]);
  const held = `range=${range}${search.mode ? `&mode=${search.mode}` : ""}${search.key ? `&key=${search.key}` : ""}`;
  const log = (filter: string | null) => href(`/console/requests?${held}${filter ? `&${filter}` : ""}`);
  const filtered = search.key !== undefined || search.mode === "test";
  return (
    <>
      <PageHeader
        title="Usage"
        description={
          <>
            Where your calls go. As of <Time at={usage.asOf} form="instant" />.
          </>
        }
      />
      <FilterBar
        filters={[
          { kind: "select", name: "by", label: "Divided by", options: divisions, fallback: "key", width: 130 },
          { kind: "select", name: "measure", label: "Chart of", options: measures, fallback: "calls", width: 110 },
          { kind: "select", name: "range", label: "Time", options: ranges, fallback: "24h", width: 150 },
          {
            kind: "select",
            name: "key",
            label: "Key",
            options: keys.map((key) => ({ value: key.id, label: `${key.name} (${key.hint})` })),
            width: 190,
          },
          { kind: "select", name: "mode", label: "Mode", options: modes, fallback: "live", width: 100 },
        ]}
      />
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
          <StatTile
            label="Calls"
            value={describeNumber(usage.calls)}
            href={log(null)}
            note="all statuses"
            formula="Every call of your keys that reached the gateway, folded refusals counted in full."
          />
          <StatTile
            label="Units"
            value={describeNumber(usage.units)}
            href={log("status=2xx,3xx")}
            note="charged to your plan"
            formula="Units that calls took from the included amounts. Refused and failed calls take none; amounts of a whole period stand on the plan page."
          />
          <StatTile
            label="Refused with 402"
            value={describeNumber(usage.refused)}
            href={log("status=402")}
            note="by quota, plan or subscription"
            formula="Calls that answered 402, folded ones counted in full. Each has a receipt that says why."
          />
        </SimpleGrid>
        <UsageChart usage={usage} range={range} measure={measure === "units" ? "units" : "calls"} />
        <UsageTable
          usage={usage}
          partHref={(part) => {
            const filter = filterOf(usage, part);
            return filter === null ? null : log(filter);
          }}
          empty={
            filtered ? (
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
            )
          }
        />
      </Stack>
    </>
  );
}
