import type { z } from "zod";
import { rawSql } from "@/db/client";
import { ListEpisodesInput } from "@/lib/analytics/refusal-inputs";
import type { EpisodesView } from "@/lib/analytics/refusal-views";
import { resolveScope } from "@/lib/analytics/scope";
import { endFilter, episodeFilter, stateFilter } from "@/lib/analytics/server/episodes/episode-filter";
import { selectEpisodes } from "@/lib/analytics/server/episodes/select-episodes";
import { checkFilters } from "@/lib/analytics/server/refusals/count-filter";
import { windowView } from "@/lib/analytics/server/refusals/get-refusals";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * A page of the runs of refusals that were opened in the window, or were still open when it began; newest first. `next`
 * is the `after` of the following page. Runs for money and runs at own caps are never in one list.
 */
export async function listEpisodes(
  ctx: Ctx,
  input: z.input<typeof ListEpisodesInput>,
  pageSize = 25,
): Promise<EpisodesView> {
  authorizeStaff(ctx, "staff:read");
  const asked = parseInput(ListEpisodesInput, input);
  const sql = rawSql();
  const scope = resolveScope(asked, { now: ctx.now, reportZone: await readReportZone(sql), fallback: "7d" });
  await checkFilters(sql, asked);
  const [afterMs, afterId] = asked.after?.split(".") ?? [];
  const rows = await selectEpisodes(sql, {
    where: sql`
      and e.class = ${asked.class} and e.opened_at < ${scope.to}
      and (e.opened_at >= ${scope.from} ${asked.opened ? sql`` : sql`or e.resolved_at is null`})
      ${episodeFilter(sql, asked)} ${stateFilter(sql, asked.state, ctx.now)} ${endFilter(sql, asked.ended)}
      ${afterId ? sql`and (e.opened_at, e.id) < (${new Date(Number(afterMs))}, ${afterId})` : sql``}`,
    limit: pageSize + 1,
    now: ctx.now,
  });
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    window: windowView(scope, ctx.now),
    rows: page,
    next: last ? `${Date.parse(last.openedAt)}.${last.id}` : null,
  };
}
