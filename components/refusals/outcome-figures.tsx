import { Paper, SimpleGrid, Text, Title } from "@mantine/core";
import { describeLength } from "@/components/charts/describe-length";
import { SankeyChart } from "@/components/charts/sankey-chart";
import { SurvivalChart } from "@/components/charts/survival-chart";
import { familyLooks, outcomeLabels } from "@/components/refusals/describe-episode";
import { describePart } from "@/components/refusals/describe-rate";
import { linkTo, type Place } from "@/components/refusals/link-to";
import { describeShare } from "@/components/ui/describe-share";
import { describeNumber } from "@/components/ui/describe-units";
import type { Outcome, RefusalOutcomes } from "@/lib/analytics/refusal-views";

type Props = { view: RefusalOutcomes; page: Place; csv: Place };

/** The list of episodes narrowed to those that ended so, or go on. */
const rowsOf = (outcome: Outcome) =>
  outcome === "open" || outcome === "gave_up"
    ? { state: outcome, ended: undefined }
    : { state: undefined, ended: outcome };

/** Why calls were refused and what became of it, and how long it took. */
export function OutcomeFigures({ view, page, csv }: Props) {
  const { flows, resolve } = view;
  if (view.opened === 0) {
    return (
      <Paper>
        <Title order={2} fz="lg">
          Reason and outcome
        </Title>
        <Text fz="sm" c="dimmed">
          No run of refusals was opened in the window, so there is no outcome and no time to tell.
        </Text>
      </Paper>
    );
  }
  const ended = flows
    .filter(({ outcome }) => rowsOf(outcome).ended !== undefined)
    .reduce((sum, { episodes }) => sum + episodes, 0);
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <SankeyChart
        title="Reason and outcome"
        sentence={sayOpened(view.opened, ended)}
        unit="episodes"
        csvHref={linkTo(csv, { table: "outcomes" })}
        links={flows.map(({ family, outcome, episodes }) => ({
          from: { id: family, ...familyLooks[family] },
          to: { id: outcome, label: outcomeLabels[outcome] },
          value: episodes,
          href: `${linkTo(page, { family, ...rowsOf(outcome), opened: "window", class: undefined, after: undefined })}#episodes`,
        }))}
      />
      {resolve.open === resolve.n ? (
        <Paper>
          <Title order={2} fz="lg">
            Time to resolve
          </Title>
          <Text fz="sm" c="dimmed">
            {resolve.n === 1 ? "The one run is" : `All ${describeNumber(resolve.n)} runs are`} still open, so there is
            no time to tell.
          </Text>
        </Paper>
      ) : (
        <SurvivalChart
          title="Time to resolve"
          sentence={sayResolve(view)}
          points={[{ afterMs: 0, share: 1 }, ...resolve.points]}
          atRisk={resolve.n}
          csvHref={linkTo(csv, { table: "resolved" })}
        />
      )}
    </SimpleGrid>
  );
}

function sayOpened(opened: number, ended: number): string {
  const runs = opened === 1 ? "1 run of refusals was" : `${describeNumber(opened)} runs of refusals were`;
  return `${runs} opened in the window; ${describePart(ended, opened)} ${ended === 1 ? "is" : "are"} resolved.`;
}

function sayResolve({ resolve }: RefusalOutcomes): string {
  if (resolve.n === 0) return "No run of refusals was opened in the window.";
  const resolved = resolve.n - resolve.open;
  if (resolve.n < 10) return `${describePart(resolved, resolve.n)} resolved; too few runs for a median.`;
  const within = `${describeShare(resolve.within7d ?? 0)} within 7 d`;
  const median = resolve.medianMs === null ? within : `Half within ${describeLength(resolve.medianMs)}`;
  const p90 = resolve.p90Ms === null ? "" : `, nine in ten within ${describeLength(resolve.p90Ms)}`;
  const kinds = resolve.kinds
    .slice(0, 3)
    .map(({ kind, share, n }) => `${outcomeLabels[kind].toLowerCase()} ${describeShare(share)} (${n})`)
    .join(", ");
  return `${median}${p90}. By kind: ${kinds || "none resolved"}. Runs that go on count as long as they were seen.`;
}
