import type { Sql } from "@/db/connect";
import type { Evidence } from "@/lib/analytics/server/alerts/types";

const minuteMs = 60_000;
const silentMs = minuteMs;
const unflushedMs = 5 * minuteMs;
/** A mark names the quarter of its earliest call; folding takes seconds. */
const unfoldedMs = 20 * minuteMs;
const unscoredMs = 15 * minuteMs;
const unforecastMs = 30 * minuteMs;
/** From here on rules that read counts stay as they are: what they read is too old to judge. */
const staleMs = 10 * minuteMs;

export type Lag = { evidence: Evidence[]; isStale: boolean };

type Late = { marks: Date | null; scoredAt: Date | null; forecastAt: Date | null; tenants: number };

/** AL9: a gateway is silent or keeps calls back, or what is made of the counts is behind. */
export async function findLag(sql: Sql, now: Date): Promise<Lag> {
  // A node without leases has nothing that waits: it may have been stopped.
  const nodes = await sql<{ nodeId: string; seenAt: Date; flushedUntil: Date | null }[]>`
    select node_id as "nodeId", seen_at as "seenAt", flushed_until as "flushedUntil" from node n
     where lost_at is null and (seen_at < ${new Date(now.getTime() - silentMs)}
                                or flushed_until < ${new Date(now.getTime() - unflushedMs)})
       and exists (select 1 from lease l where l.node_id = n.node_id and l.state in ('open', 'orphan'))
     order by seen_at limit 20`;
  const [late] = await sql<Late[]>`
    select (select min(since) from episode_mark) as marks, (select max(written_at) from risk_day) as "scoredAt",
           (select max(written_at) from forecast_day) as "forecastAt", (select count(*) from tenant)::int as tenants`;
  const evidence = nodes.map(({ nodeId, seenAt, flushedUntil }): Evidence => {
    const isSilent = now.getTime() - seenAt.getTime() > silentMs;
    const since = isSilent ? seenAt : (flushedUntil ?? seenAt);
    const what = isSilent ? "is silent" : "keeps calls back";
    return {
      rule: "AL9",
      object: nodeId,
      sentence: `Gateway ${nodeId} ${what} since ${clock(since)}. Its calls of that time are in no figure yet.`,
      href: "/admin/ledger",
    };
  });
  const lagsMs = nodes.map(({ seenAt, flushedUntil }) => now.getTime() - (flushedUntil ?? seenAt).getTime());
  return { evidence: [...evidence, ...behind(late, now)], isStale: lagsMs.some((ms) => ms > staleMs) };
}

function behind(late: Late | undefined, now: Date): Evidence[] {
  if (!late || late.tenants === 0) return [];
  const olderThan = (at: Date | null, ms: number) => at !== null && now.getTime() - at.getTime() > ms;
  const say = (object: string, what: string, since: Date | null): Evidence => ({
    rule: "AL9",
    object,
    sentence: `${what} ${since ? `since ${clock(since)}` : "so far"}. The worker's log says why.`,
    href: "/admin/ledger",
  });
  return [
    ...(olderThan(late.marks, unfoldedMs) ? [say("episodes", "Runs of refusals are not counted", late.marks)] : []),
    ...(olderThan(late.scoredAt, unscoredMs) ? [say("signals", "Tenants are not scored", late.scoredAt)] : []),
    ...(olderThan(late.forecastAt, unforecastMs) ? [say("forecasts", "Nothing is forecast", late.forecastAt)] : []),
  ];
}

const clock = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
