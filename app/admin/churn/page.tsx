import { Group, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { pageCtx } from "@/app/_auth/page-ctx";
import { AddressProblems } from "@/app/_parts/address-problems";
import { Pages } from "@/app/_parts/pages";
import { readAddress } from "@/app/_parts/read-address";
import type { SearchParams } from "@/app/_parts/read-search";
import { ChurnTabs } from "@/components/churn/churn-tabs";
import { RiskCard } from "@/components/churn/risk-card";
import { DownloadButton } from "@/components/requests/download-button";
import { OlderDaysNote } from "@/components/scope/older-days";
import { describeNumber } from "@/components/ui/describe-units";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { StatTile } from "@/components/ui/stat-tile";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { getChurnBoard } from "@/lib/analytics/server/signals/get-churn-board";
import { ChurnBoardInput } from "@/lib/analytics/signals/inputs";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { RiskBand } from "@/lib/analytics/signals/types";
import type { ChurnBoard } from "@/lib/analytics/signals/views";
import { listFeatures } from "@/lib/catalog/server/list-features";

export const metadata: Metadata = { title: "Churn" };

const path = "/admin/churn";
/** Signals compare 28 days with the 28 before. */
const historyMs = 56 * 86_400_000;
const cards = { risk: riskCards, expansion: expansionCards };

export default async function ChurnPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx({ staff: true });
  const { values, problems } = await readAddress(ChurnBoardInput, searchParams);
  if (problems.length > 0) {
    return (
      <>
        <PageHeader title="Churn" />
        <AddressProblems problems={problems} path={path} values={values} />
      </>
    );
  }
  const tab = values.tab ?? "risk";
  const { after: _after, ...filters } = values;
  const [board, features] = await Promise.all([getChurnBoard(ctx, values), listFeatures(ctx)]);
  const bands = (["act", "watch", "calm", "new"] as const).map((band) => ({
    value: band,
    label: `${band} (${board.counts[band]})`,
  }));
  return (
    <>
      <PageHeader
        title="Churn"
        description={
          <>
            Who may leave, and why: each risk is an addition of what was observed. As of{" "}
            <Time at={board.scoredAt ?? board.asOf} form="instant" timeZone={board.zone} />, days by {board.zone}, live
            calls only.
          </>
        }
        actions={
          <DownloadButton href={`/api/admin/signals.csv?${new URLSearchParams(filters)}`} size="xs">
            CSV
          </DownloadButton>
        }
      />
      <OlderDaysNote from={new Date(ctx.now.getTime() - historyMs).toISOString()} />
      <ChurnTabs
        tabs={[
          { href: path, label: "Risk", isHere: tab === "risk" },
          {
            href: `${path}?tab=expansion`,
            label: `Expansion (${describeNumber(board.expansions)})`,
            isHere: tab === "expansion",
          },
          { href: `${path}/signals`, label: "Signals", isHere: false },
        ]}
      />
      {tab === "risk" ? <Bands board={board} /> : null}
      <FilterBar
        filters={[
          ...(tab === "risk" ? [{ kind: "select" as const, name: "band", label: "Band", options: bands }] : []),
          {
            kind: "select",
            name: "signal",
            label: "Signal",
            options: Object.entries(cards[tab]).map(([value, { name }]) => ({ value, label: name })),
            width: 240,
          },
          {
            kind: "select",
            name: "owner",
            label: "Owner",
            options: [
              { value: "mine", label: "mine" },
              { value: "nobody", label: "nobody's" },
            ],
          },
          {
            kind: "select",
            name: "rest",
            label: `Resting (${board.resting})`,
            options: [
              { value: "with", label: "shown too" },
              { value: "only", label: "only these" },
            ],
          },
        ]}
      />
      <Stack gap="md">
        {board.rows.length === 0 && board.quiet === 0 ? (
          <NoRows board={board} tab={tab} isFiltered={Object.keys(values).some((name) => name !== "tab")} />
        ) : null}
        {board.rows.map((row) => (
          <RiskCard key={row.tenantId} row={row} features={features} expansion={tab === "expansion"} />
        ))}
        {board.quiet > 0 && board.next === null ? <Quiet board={board} values={values} /> : null}
        <Group justify="flex-end">
          <Pages path={path} search={values} next={board.next} words={["First", "Next"]} />
        </Group>
      </Stack>
    </>
  );
}

const bandFormulas: Record<RiskBand, { note: string; formula: string }> = {
  act: { note: "risk 50 and above", formula: "Tenants whose risk is 50 or more: somebody should act." },
  watch: { note: "risk 20 to 49", formula: "Tenants whose risk is between 20 and 49: somebody should watch." },
  calm: { note: "risk below 20", formula: "Tenants whose risk is below 20. A signal may speak all the same." },
  new: {
    note: "under 28 days",
    formula: "Tenants with less than 28 days of calls: no score yet. Payment and silence speak from the first day.",
  },
};

function Bands({ board }: { board: ChurnBoard }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md" mb="md">
      {(["act", "watch", "calm", "new"] as const).map((band) => (
        <StatTile
          key={band}
          label={`${band.charAt(0).toUpperCase()}${band.slice(1)}`}
          value={describeNumber(board.counts[band])}
          href={`${path}?band=${band}&rest=with`}
          note={bandFormulas[band].note}
          formula={`${bandFormulas[band].formula} Resting ones are counted too. A snapshot of the last scoring.`}
        />
      ))}
    </SimpleGrid>
  );
}

/** Those of whom there is nothing to read, in one line. */
function Quiet({ board, values }: { board: ChurnBoard; values: Record<string, string | undefined> }) {
  const { after: _after, ...kept } = values;
  const query = Object.entries({ ...kept, quiet: "with" }).filter((pair): pair is [string, string] => !!pair[1]);
  const tenants = board.quiet === 1 ? "tenant" : "tenants";
  return (
    <Paper component="section" aria-label="Without a signal">
      <Group justify="space-between" gap="sm">
        <Text>
          {describeNumber(board.quiet)} {board.rows.length > 0 ? "more " : ""}
          {tenants} without a signal
        </Text>
        <TextLink href={`${path}?${new URLSearchParams(query)}`} scroll={false}>
          Show {board.quiet === 1 ? "it" : "them"} too
        </TextLink>
      </Group>
    </Paper>
  );
}

function NoRows({ board, tab, isFiltered }: { board: ChurnBoard; tab: "risk" | "expansion"; isFiltered: boolean }) {
  if (isFiltered) {
    const href = tab === "risk" ? path : `${path}?tab=expansion`;
    return (
      <EmptyState
        kind="filtered"
        title="No tenant fits these filters"
        action={
          <LinkButton href={href} variant="default">
            Clear the filters
          </LinkButton>
        }
      />
    );
  }
  if (tab === "expansion") {
    return (
      <EmptyState kind="nothing-yet" title="No tenant shows signs of wanting more">
        Six signs are looked for every five minutes; what they are stands under Signals.
      </EmptyState>
    );
  }
  return (
    <EmptyState kind="nothing-yet" title={board.resting > 0 ? "Every tenant rests" : "No tenants yet"}>
      A score needs 28 days of traffic. Silence and payment signals work from day 1.
    </EmptyState>
  );
}
