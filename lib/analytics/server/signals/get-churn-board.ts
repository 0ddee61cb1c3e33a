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
 * expansion, those that show signs of wanting more. Resting ones are left out unless asked for.
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
  const found = all.filter(fits);
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
    resting: all.filter(({ restsUntil }) => restsUntil !== null).length,
    scoredAt: newest(all),
    asOf: ctx.now.toISOString(),
    zone,
    next: order.length > begin + mostRows ? (rows.at(-1)?.tenantId ?? null) : null,
  };
}

/** When tenants were last scored. */
const newest = (rows: readonly RiskRow[]): string | null =>
  rows.reduce<string | null>(
    (last, { scoredAt }) => (scoredAt !== null && (last === null || scoredAt > last) ? scoredAt : last),
    null,
  );
