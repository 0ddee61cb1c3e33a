import { Group, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { Pages } from "@/app/_parts/pages";
import { addressProblems, readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { AfterRefusal } from "@/components/refusals/after-refusal";
import { outcomeLabels } from "@/components/refusals/describe-episode";
import { EpisodeTable } from "@/components/refusals/episode-table";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { OtherRefusals } from "@/components/refusals/other-refusals";
import { OutcomeFigures } from "@/components/refusals/outcome-figures";
import { PartTable } from "@/components/refusals/part-table";
import { RateFigures } from "@/components/refusals/rate-figures";
import { RefusalFilters } from "@/components/refusals/refusal-filters";
import { RefusalTiles } from "@/components/refusals/refusal-tiles";
import { ScopeBar } from "@/components/scope/scope-bar";
import { CodeBlock } from "@/components/ui/code-block";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { RefusalsPageInput } from "@/lib/analytics/refusal-inputs";
import { episodeStates, type PartName } from "@/lib/analytics/refusal-names";
import type { Outcome } from "@/lib/analytics/refusal-views";
import { listEpisodes } from "@/lib/analytics/server/episodes/list-episodes";
import { listLogChoices } from "@/lib/analytics/server/logs/list-log-choices";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { listTenantKeys } from "@/lib/keys/server/list-tenant-keys";

export const metadata: Metadata = { title: "Refusals" };

const path = "/admin/refusals";
const stateWords = { open: "Still refused", resolved: "Resolved", gave_up: "Gave up" } as const;

export default async function RefusalsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const { values, problems } = await readAddress(RefusalsPageInput, searchParams, ctx.now);
  const { g = "plan", stack = "counts", state, class: kind, ended, opened, after, ...filters } = values;
  const found =
    problems.length > 0
      ? problems
      : await Promise.all([
          getRefusals(ctx, filters),
          getRefusalParts(ctx, { ...filters, g: g as PartName }),
          getRefusalOutcomes(ctx, filters),
          listEpisodes(ctx, { ...filters, state, class: kind, ended, opened, after } as Parameters<
            typeof listEpisodes
          >[1]),
        ]).catch((thrown: unknown) => {
          if (thrown instanceof AppError && thrown.code === "validation_failed") return addressProblems(thrown);
          throw thrown;
        });
  const header = (
    <PageHeader
      title="Refusals"
      description="Calls refused for money: how many, of whom, why, and what became of it. Live calls only."
    />
  );
  if (!isFigures(found)) {
    return (
      <>
        {header}
        <AddressProblems problems={found} path={path} values={values} />
      </>
    );
  }
  const [view, parts, outcomes, episodes] = found;
  const [choices, keys] = await Promise.all([
    listLogChoices(ctx),
    values.tenant === undefined ? null : listTenantKeys(ctx, { tenantId: values.tenant }),
  ]);
  const { window } = view;
  const page: Place = { path, params: values };
  // The window is frozen: rows that come later are not among those that make these numbers.
  const log: Place = {
    path: "/admin/requests",
    params: { ...filters, range: undefined, cmp: undefined, from: window.from, to: window.to },
  };
  const csv: Place = {
    path: "/api/admin/refusals.csv",
    params: { ...filters, from: window.from, to: window.to, range: undefined, tz: window.zone },
  };
  const hasCalls =
    view.rate.eligible > 0 || view.caps.refused > 0 || Object.values(view.others).some((calls) => calls > 0);
  return (
    <>
      {header}
      <ScopeBar
        range={values.from || values.to ? null : (values.range ?? "7d")}
        from={window.from}
        to={window.to}
        zone={window.zone}
        asOf={window.asOf}
        compares={view.before !== null}
        fallback="7d"
      />
      <RefusalFilters
        {...choices}
        keys={keys?.map(({ id, name, hint }) => ({ value: id, label: `${name} (${hint})` })) ?? null}
        keyId={values.key}
      />
      {hasCalls ? (
        <Stack gap="lg">
          <RefusalTiles view={view} outcomes={outcomes} page={page} log={log} />
          {view.rate.refused === 0 && view.rate.eligible > 0 ? (
            <EmptyState
              kind="nothing-yet"
              title={`No refusals in this window (${describeNumber(view.rate.eligible)} calls allowed)`}
            />
          ) : null}
          <RateFigures
            view={view}
            stack={stack === "rates" ? "rates" : "counts"}
            stackHref={linkTo(page, { stack: stack === "rates" ? undefined : "rates" })}
            csvHref={linkTo(csv, { table: "series", cmp: values.cmp })}
          />
          <div id="parts">
            <PartTable
              by={parts.by}
              rows={parts.rows}
              log={log}
              csvHref={linkTo(csv, { table: "parts", g: parts.by })}
            />
          </div>
          <Stack gap="sm" component="section" id="episodes" aria-labelledby="episodes-title">
            <Group justify="space-between" gap="sm">
              <Title order={2} fz="lg" id="episodes-title">
                {kind === "cap" ? "Episodes at own caps" : "Episodes"}
              </Title>
              <Group gap="md" component="nav" aria-label="Which episodes">
                {[undefined, ...episodeStates].map((each) => (
                  <TextLink
                    key={each ?? "all"}
                    scroll={false}
                    fz="sm"
                    fw={each === state ? 650 : 400}
                    aria-current={each === state ? "true" : undefined}
                    href={linkTo(page, { state: each, ended: undefined, opened: undefined, after: undefined })}
                  >
                    {each ? stateWords[each] : "All"}
                  </TextLink>
                ))}
                <TextLink
                  scroll={false}
                  fz="sm"
                  href={linkTo(page, {
                    class: kind === "cap" ? undefined : "cap",
                    ...{ state: undefined, ended: undefined, opened: undefined, after: undefined },
                  })}
                >
                  {kind === "cap" ? "Those for money" : "Those at own caps"}
                </TextLink>
              </Group>
            </Group>
            {ended && (
              <Text fz="sm">
                Only those that ended so: {outcomeLabels[ended as Outcome].toLowerCase()}.{" "}
                <TextLink scroll={false} href={linkTo(page, { ended: undefined, opened: undefined, after: undefined })}>
                  Show every end
                </TextLink>
              </Text>
            )}
            {(filters.api || filters.route) && (
              <Text fz="sm" c="dimmed">
                Episodes know no api or route: those filters leave them alone.
              </Text>
            )}
            <EpisodeTable
              rows={episodes.rows}
              zone={window.zone}
              isOpenedInWindow={opened !== undefined}
              csvHref={linkTo(csv, { table: "episodes", state, class: kind, ended, opened })}
              pages={<Pages path={path} search={values} next={episodes.next} />}
            />
          </Stack>
          <OutcomeFigures view={outcomes} page={page} csv={csv} />
          <AfterRefusal view={outcomes} csv={csv} />
          <OtherRefusals view={view} log={log} csvHref={linkTo(csv, { table: "others" })} />
        </Stack>
      ) : Object.keys(filters).some((name) => !["range", "from", "to", "tz", "cmp"].includes(name)) ? (
        <EmptyState kind="filtered" title="No call matches these filters in this window">
          Take a filter out, or look at a longer window.
        </EmptyState>
      ) : (
        <EmptyState kind="nothing-yet" title="No calls in this window">
          Calls are counted here a moment after they were answered.
          <CodeBlock code={`curl -H "Authorization: Bearer $KEY" ${env().GATEWAY_URL}/…`} />
        </EmptyState>
      )}
    </>
  );
}

type Figures = [
  Awaited<ReturnType<typeof getRefusals>>,
  Awaited<ReturnType<typeof getRefusalParts>>,
  Awaited<ReturnType<typeof getRefusalOutcomes>>,
  Awaited<ReturnType<typeof listEpisodes>>,
];
const isFigures = (found: Figures | ReturnType<typeof addressProblems>): found is Figures =>
  found.length === 4 && "window" in (found[0] ?? {});
