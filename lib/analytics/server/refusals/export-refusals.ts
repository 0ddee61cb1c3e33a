import type { z } from "zod";
import { otherClasses } from "@/lib/analytics/metrics/refusal-sums";
import { refusalFamilies } from "@/lib/analytics/refusal-family";
import { ExportRefusalsInput } from "@/lib/analytics/refusal-inputs";
import type { EpisodeView, WindowView } from "@/lib/analytics/refusal-views";
import { listEpisodes } from "@/lib/analytics/server/episodes/list-episodes";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";
import { csvLine } from "@/lib/csv-line";
import { moneyDecimal } from "@/lib/money";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";
import { zonedInstant } from "@/lib/zoned-instant";

type Cell = string | number | null;
type Sheet = { window: WindowView; head: string[]; rows: Cell[][] };

const mostEpisodes = 10_000;

/**
 * One table or the series of the page of refusals as CSV, from the same verbs as the page: a comment line with zone,
 * filters and as-of, the head, the rows. Instants carry their offset; shares are plain numbers between 0 and 1.
 */
export async function exportRefusals(ctx: Ctx, input: z.input<typeof ExportRefusalsInput>): Promise<string> {
  authorizeStaff(ctx, "staff:read");
  const { table, ...asked } = parseInput(ExportRefusalsInput, input);
  const { g, state, class: kind, ended, opened, ...filters } = asked;
  const sheet = await {
    series: () => seriesSheet(ctx, filters),
    parts: () => partsSheet(ctx, { ...filters, g }),
    others: () => othersSheet(ctx, filters),
    episodes: () => episodesSheet(ctx, { ...filters, state, class: kind, ended, opened }),
    outcomes: () => outcomesSheet(ctx, filters),
    paid: () => paidSheet(ctx, filters),
    resolved: () => resolvedSheet(ctx, filters),
    retries: () => retriesSheet(ctx, filters),
  }[table]();
  const { from, to, zone, asOf } = sheet.window;
  const named = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined || name === "from" || name === "to" ? [] : [`${name}=${[value].flat().join("+")}`],
  );
  const at = (instant: string) => zonedInstant(new Date(instant), zone);
  const note = `# Refusals, ${table}; times in ${zone}; from ${at(from)} to ${at(to)}; filters: ${named.join(" ") || "none"}; as of ${at(asOf)}`;
  return csvLine([note]) + csvLine(sheet.head) + sheet.rows.map(csvLine).join("");
}

type Filters = Parameters<typeof getRefusals>[1];
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

async function seriesSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, buckets } = await getRefusals(ctx, filters);
  const at = (instant: string) => zonedInstant(new Date(instant), window.zone);
  return {
    window,
    head: [
      "start",
      "end",
      "elapsed",
      "eligible",
      "allowed",
      "refused",
      "rate",
      "low",
      "high",
      ...refusalFamilies,
      "caps",
    ]
      .concat(otherClasses)
      .concat(["refused_before", "eligible_before"]),
    rows: buckets.map((bucket) => [
      at(bucket.start),
      at(bucket.end),
      bucket.elapsed,
      bucket.eligible,
      bucket.allowed,
      bucket.refused,
      share(bucket.refused, bucket.eligible),
      bucket.interval?.low ?? null,
      bucket.interval?.high ?? null,
      ...refusalFamilies.map((name) => bucket.families[name]),
      bucket.caps,
      ...otherClasses.map((name) => bucket.others[name]),
      bucket.before?.refused ?? null,
      bucket.before?.eligible ?? null,
    ]),
  };
}

async function partsSheet(ctx: Ctx, filters: Parameters<typeof getRefusalParts>[1]): Promise<Sheet> {
  const { window, by, rows } = await getRefusalParts(ctx, filters);
  return {
    window,
    head: [by, "name", "refused", "eligible", "rate", "low", "high"],
    rows: rows.map(({ name, label, refused, eligible, interval }) => [
      name,
      label,
      refused,
      eligible,
      share(refused, eligible),
      interval?.low ?? null,
      interval?.high ?? null,
    ]),
  };
}

async function othersSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, others, caps } = await getRefusals(ctx, filters);
  const rows: Cell[][] = otherClasses.map((name) => [name, others[name]]);
  return { window, head: ["class", "calls"], rows: [...rows, ["cap", caps.refused]] };
}

async function episodesSheet(ctx: Ctx, filters: Parameters<typeof listEpisodes>[1]): Promise<Sheet> {
  const { window, rows } = await listEpisodes(ctx, filters, mostEpisodes);
  const at = (instant: string | null) => (instant === null ? null : zonedInstant(new Date(instant), window.zone));
  const row = (episode: EpisodeView): Cell[] => [
    episode.id,
    episode.tenant.id,
    episode.tenant.name,
    episode.feature?.name ?? null,
    episode.code,
    episode.planName,
    episode.state,
    at(episode.openedAt),
    at(episode.lastRefusedAt),
    episode.refusals,
    episode.blindRetries,
    at(episode.resolvedAt),
    episode.kind,
    episode.resolvedAt ? (Date.parse(episode.resolvedAt) - Date.parse(episode.openedAt)) / 1000 : null,
    at(episode.firstAllowAt),
    episode.firstRequestId,
  ];
  return {
    window,
    head: [
      "episode",
      "tenant_id",
      "tenant",
      "feature",
      "code",
      "plan",
      "state",
      "opened",
      "last_refused",
      "refused_calls",
    ].concat(["blind_retries", "resolved", "how", "seconds_to_resolve", "first_allowed", "first_request"]),
    rows: rows.map(row),
  };
}

async function outcomesSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, flows } = await getRefusalOutcomes(ctx, filters);
  const rows = flows.map(({ family, outcome, episodes }): Cell[] => [family, outcome, episodes]);
  return { window, head: ["reason", "outcome", "episodes"], rows };
}

async function paidSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, paid } = await getRefusalOutcomes(ctx, filters);
  return {
    window,
    head: ["days", "paid", "mature", "too_young", "followed", "currency"],
    rows: paid.flatMap(({ days, converted, mature, immature, followed }): Cell[][] => {
      const counts = [days, converted, mature, immature];
      if (followed.length === 0) return [[...counts, null, null]];
      return followed.map((money) => [...counts, moneyDecimal(money), money.currency]);
    }),
  };
}

async function resolvedSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, resolve } = await getRefusalOutcomes(ctx, filters);
  return {
    window,
    head: ["seconds", "still_open", "at_risk"],
    rows: resolve.points.map((point) => [point.afterMs / 1000, point.share, point.atRisk]),
  };
}

async function retriesSheet(ctx: Ctx, filters: Filters): Promise<Sheet> {
  const { window, retries } = await getRefusalOutcomes(ctx, filters);
  return {
    window,
    head: ["key_id", "key", "tenant", "refused_calls", "blind_retries", "share"],
    rows: retries.keys.map(({ key, tenant, refusals, blindRetries }) => [
      key.id,
      key.name,
      tenant.name,
      refusals,
      blindRetries,
      share(blindRetries, refusals),
    ]),
  };
}
