import type { z } from "zod";
import { rawSql } from "@/db/client";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { loadRiskRows } from "@/lib/analytics/server/signals/load-risk-rows";
import { ChurnBoardInput } from "@/lib/analytics/signals/inputs";
import type { ChurnBoard, RiskRow } from "@/lib/analytics/signals/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 25;

/**
 * Tenants by money at risk, with the signals that make their risk and what was done about them; or, on the tab of
 * expansion, those that show signs of wanting more. Resting ones are left out unless asked for, and so are those of
 * whom no signal speaks, unless a band or the resting are looked at: the rows are as many as the page says.
 */
export async function getChurnBoard(
  ctx: Ctx,
  input: z.input<typeof ChurnBoardInput>,
  mostRows = pageSize,
): Promise<ChurnBoard> {
  authorizeStaff(ctx, "staff:read");
  const asked = parseInput(ChurnBoardInput, input);
  const zone = await readReportZone(rawSql());
  const all = await loadRiskRows(rawSql(), { tenantIds: null, now: ctx.now, zone });
  const mine = ctx.actor.name;
  const fits = (row: RiskRow) =>
    (asked.tab === "expansion" ? row.expansions.length > 0 : true) &&
    (asked.band === undefined || row.band === asked.band) &&
    (asked.signal === undefined || [...row.firings, ...row.expansions].some(({ id }) => id === asked.signal)) &&
    (asked.owner === undefined || (asked.owner === "mine" ? row.ownerName === mine : row.ownerName === null)) &&
    (asked.rest === undefined ? row.restsUntil === null : asked.rest === "with" || row.restsUntil !== null);
  const fitting = all.filter(fits);
  const showsQuiet =
    asked.quiet === "with" || asked.band !== undefined || asked.rest === "only" || asked.tab === "expansion";
  // What speaks stands first, whatever the rest pays.
  const [loud, silent] = [fitting.filter((row) => !isQuiet(row)), fitting.filter(isQuiet)];
  const found = asked.tab === "expansion" ? fitting : showsQuiet ? [...loud, ...silent] : loud;
  const order =
    asked.tab === "expansion"
      ? found.sort((a, b) => b.expansions.length - a.expansions.length || b.mrrMinor - a.mrrMinor)
      : found;
  const begin = asked.after === undefined ? 0 : order.findIndex(({ tenantId }) => tenantId === asked.after) + 1;
  const rows = order.slice(begin, begin + mostRows);
  const counts: ChurnBoard["counts"] = { act: 0, watch: 0, calm: 0, new: 0 };
  for (const { band } of all) counts[band] += 1;
  return {
    rows,
    counts,
    expansions: all.filter(({ expansions }) => expansions.length > 0).length,
    quiet: fitting.length - found.length,
    resting: all.filter(({ restsUntil }) => restsUntil !== null).length,
    scoredAt: newest(all),
    asOf: ctx.now.toISOString(),
    zone,
    next: order.length > begin + mostRows ? (rows.at(-1)?.tenantId ?? null) : null,
  };
}

/** No signal speaks of it, and nobody took it on. */
const isQuiet = ({ firings, ownerName }: RiskRow): boolean => firings.length === 0 && ownerName === null;

/** When tenants were last scored. */
const newest = (rows: readonly RiskRow[]): string | null =>
  rows.reduce<string | null>(
    (last, { scoredAt }) => (scoredAt !== null && (last === null || scoredAt > last) ? scoredAt : last),
    null,
  );
