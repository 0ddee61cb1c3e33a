import type { z } from "zod";
import { rawSql } from "@/db/client";
import type { ResolutionKind } from "@/lib/analytics/episodes/types";
import { EpisodeInput } from "@/lib/analytics/refusal-inputs";
import type { EpisodeStory, EpisodeView, StoryLine } from "@/lib/analytics/refusal-views";
import { gaveUpDays } from "@/lib/analytics/server/episodes/episode-filter";
import { selectEpisodes } from "@/lib/analytics/server/episodes/select-episodes";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Refusals that are further apart are two bursts of one run. */
const burstGap = "30 minutes";
const mostBursts = 50;

const endings: Record<ResolutionKind, string> = {
  upgrade: "a plan was taken or changed",
  plan_published: "the plan's next version was taken",
  top_up: "credits were bought",
  payment_fixed: "the overdue payment came",
  exception: "an exception was granted",
  period_reset: "a new period began",
  cap_raised: "the key's budget was raised",
  several: "several things happened at once",
  other: "a call passed; nothing recorded tells why",
};

/**
 * One run of refusals as a story: first refusal, bursts, what its people opened, payment, gate, first call that passed.
 * @throws AppError `not_found`
 */
export async function getEpisode(ctx: Ctx, input: z.input<typeof EpisodeInput>): Promise<EpisodeStory> {
  authorizeStaff(ctx, "staff:read");
  const { id } = parseInput(EpisodeInput, input);
  const sql = rawSql();
  const [episode] = await selectEpisodes(sql, { where: sql`and e.id = ${id}`, limit: 1, now: ctx.now });
  if (!episode) throw new AppError("not_found");
  const until = episode.resolvedAt ? new Date(episode.resolvedAt) : ctx.now;
  const [bursts, payments, [oldest], [allowed]] = await Promise.all([
    sql<{ at: Date; until: Date; refusals: number; requestId: string }[]>`
      with refused as (
        select decided_at, request_id, weight,
               decided_at - lag(decided_at) over (order by decided_at) > ${burstGap}::interval as begins
          from request_log
         where tenant_id = ${episode.tenant.id} and coalesce(feature_id, '') = ${episode.feature?.id ?? ""}
           and code = ${episode.code} and mode = 'live' and decided_at >= ${new Date(episode.openedAt)}
           and decided_at <= ${new Date(episode.lastRefusedAt)}
           ${episode.key ? sql`and key_id = ${episode.key.id}` : sql``}
      ), numbered as (
        select *, count(*) filter (where begins) over (order by decided_at) as burst from refused
      )
      select min(decided_at) as at, max(decided_at) as until, sum(weight)::float8 as refusals, min(request_id) as "requestId"
        from numbered group by burst order by 1 desc limit ${mostBursts}`,
    sql<{ at: Date; text: string }[]>`
      select completed_at as at, 'Payment confirmed at the checkout' as text from checkout_intent
       where tenant_id = ${episode.tenant.id} and status = 'completed' and completed_at >= ${new Date(episode.openedAt)}
         and completed_at <= ${new Date(until.getTime() + 60_000)}
      union all
      select done_at, 'Invoice paid' from stripe_command
       where tenant_id = ${episode.tenant.id} and kind = 'invoice.pay' and status = 'done'
         and done_at >= ${new Date(episode.openedAt)} and done_at <= ${new Date(until.getTime() + 60_000)}`,
    sql<{ at: Date | null }[]>`select min(decided_at) as at from request_log`,
    episode.firstAllowAt
      ? sql<{ requestId: string }[]>`
          select request_id as "requestId" from request_log
           where tenant_id = ${episode.tenant.id} and decided_at = ${new Date(episode.firstAllowAt)} and status < 400 limit 1`
      : [],
  ]);
  const resolvedAfterMs = episode.resolvedAt ? Date.parse(episode.resolvedAt) - Date.parse(episode.openedAt) : null;
  return {
    ...episode,
    asOf: ctx.now.toISOString(),
    resolvedAfterMs,
    logSince: (oldest?.at ?? ctx.now).toISOString(),
    lines: storyOf(
      episode,
      bursts.map((burst) => ({
        at: burst.at.toISOString(),
        what: "burst",
        text: burstText(burst),
        href: `/admin/receipts/${burst.requestId}`,
      })),
      payments.map(({ at, text }) => ({ at: at.toISOString(), what: "payment", text, href: null })),
      { now: ctx.now, allowedId: allowed?.requestId ?? null },
    ),
  };
}

/** "3 refused within 37 min": how long the burst was, not when it ended in some other zone. */
function burstText({ at, until, refusals }: { at: Date; until: Date; refusals: number }): string {
  const minutes = Math.round((until.getTime() - at.getTime()) / 60_000);
  const length = minutes === 0 ? "a minute" : minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return refusals === 1 ? "1 call refused" : `${refusals} calls refused within ${length}`;
}

function storyOf(
  episode: EpisodeView,
  bursts: readonly StoryLine[],
  payments: readonly StoryLine[],
  { now, allowedId }: { now: Date; allowedId: string | null },
): StoryLine[] {
  const line = (at: string | null, what: StoryLine["what"], text: string, href: string | null = null): StoryLine[] =>
    at === null ? [] : [{ at, what, text, href }];
  const receipt = `/admin/receipts/${episode.firstRequestId}`;
  const lines = [
    ...line(episode.openedAt, "opened", `First refusal: ${episode.code}`, receipt),
    ...bursts,
    ...line(episode.receiptOpenedAt, "receipt", "Somebody of the tenant opened the receipt"),
    ...line(episode.pricingOpenedAt, "pricing", "A member looked at the plans"),
    ...line(episode.checkoutAt, "checkout", "A payment page was opened"),
    ...payments,
    ...line(episode.resolvedAt, "gate", `Gate open: ${endings[episode.kind ?? "other"]}`),
    ...line(
      episode.firstAllowAt,
      "allowed",
      "First call that passed",
      allowedId ? `/admin/receipts/${allowedId}` : null,
    ),
  ];
  const order: StoryLine["what"][] = [
    "opened",
    "burst",
    "receipt",
    "pricing",
    "checkout",
    "payment",
    "gate",
    "allowed",
  ];
  const sorted = lines.sort((a, b) => a.at.localeCompare(b.at) || order.indexOf(a.what) - order.indexOf(b.what));
  if (episode.state === "resolved") return sorted;
  const text =
    episode.state === "gave_up" ? `Nobody has asked for ${gaveUpDays} days; the run stays open` : "Still refused";
  return [...sorted, { at: now.toISOString(), what: episode.state, text, href: null }];
}
