import type { Sql } from "@/db/connect";
import { foldEpisodes, runningAt } from "@/lib/analytics/episodes/fold-episodes";
import { type Base, loadCounted } from "@/lib/analytics/server/episodes/load-counted";
import { noteCheckouts } from "@/lib/analytics/server/episodes/note-checkouts";
import { type PairSpan, pairName, selectEpisodeCalls } from "@/lib/analytics/server/episodes/select-episode-calls";
import { selectGateEvents, selectOpenings } from "@/lib/analytics/server/episodes/select-gate-events";
import { type CountedEpisode, writeEpisodes } from "@/lib/analytics/server/episodes/write-episodes";

const marksAtOnce = 20_000;
const pairsAtOnce = 200;
/** What one run does at most; the rest waits for the next. */
const batchesAtOnce = 15;
/** Rows may come late by as long as a gateway keeps them. */
const lateMs = 60_000;
/** A run is remembered as of so long ago, so that it need not be counted from its start again. */
const countedMs = 30 * 60_000;

/**
 * Counts runs of refusals anew where calls were written or a gate may have opened, from the rows themselves: the same
 * rows give the same runs, in whatever order and however often this runs. What pages noted on a run is kept. A mark goes
 * in the transaction of what came of it; two processes never count at once.
 */
export async function foldMarkedEpisodes(sql: Sql, now: Date): Promise<{ folded: number }> {
  let folded = 0;
  for (let batch = 0; batch < batchesAtOnce; batch++) {
    const pairs = await sql.begin((tx) => foldBatch(tx as unknown as Sql, now, batch === 0));
    folded += pairs;
    if (pairs < pairsAtOnce) break;
  }
  await noteCheckouts(sql, now);
  return { folded };
}

async function foldBatch(sql: Sql, now: Date, isFirst: boolean): Promise<number> {
  const [lock] = await sql<{ isOurs: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtext('runs of refusals')) as "isOurs"`;
  if (!lock?.isOurs) return 0;
  const marked = await takeMarks(sql);
  const opened = isFirst ? await selectOpenings(sql, now, pairsAtOnce) : [];
  const pairs = new Map([...opened, ...marked].map((pair) => [pairName(pair), pair]));
  if (pairs.size > 0) await foldPairs(sql, [...pairs.values()], now);
  return pairs.size;
}

/** The pairs that waited longest, with the earliest row that was written of each. */
async function takeMarks(sql: Sql): Promise<PairSpan[]> {
  return sql<PairSpan[]>`
    with waiting as materialized (
      select id, tenant_id, feature_id, since from episode_mark order by id limit ${marksAtOnce}
    ), picked as (
      select tenant_id, feature_id from waiting group by 1, 2 order by min(id) limit ${pairsAtOnce}
    ), taken as (
      delete from episode_mark m using waiting w join picked p using (tenant_id, feature_id)
       where m.id = w.id returning m.tenant_id, m.feature_id, m.since
    )
    select tenant_id as "tenantId", feature_id as "featureId", min(since) - ${`${lateMs} ms`}::interval as since
      from taken group by 1, 2`;
}

async function foldPairs(sql: Sql, pairs: readonly PairSpan[], now: Date): Promise<void> {
  const [oldest] = await sql<{ at: Date | null }[]>`select min(decided_at) as at from request_log`;
  const bases = await loadCounted(sql, pairs, oldest?.at ?? now);
  const calls = await selectEpisodeCalls(
    sql,
    bases.map(({ span }) => span),
  );
  const events = await selectGateEvents(sql, bases.map(eventSpan), now);
  const countedToMs = now.getTime() - countedMs;
  const episodes = bases.flatMap(({ span, counted }): CountedEpisode[] => {
    const own = calls.get(pairName(span)) ?? [];
    // Only calls after the instant may come anew: what is known of before must be known to it.
    const running = countedToMs > span.since.getTime() ? runningAt(own, counted, countedToMs) : [];
    return foldEpisodes(own, events.get(pairName(span)) ?? [], counted).map((episode) => {
      const then = running.find(({ id }) => id === episode.id);
      return {
        ...episode,
        tenantId: span.tenantId,
        featureId: span.featureId,
        counted: then ? { atMs: countedToMs, episode: then } : null,
      };
    });
  });
  await writeEpisodes(
    sql,
    episodes,
    bases.flatMap(({ replacedIds }) => replacedIds),
  );
}

/** What opened a gate may lie before the calls that are counted: after the last refusal of a run that goes on. */
function eventSpan({ span, counted }: Base): PairSpan {
  const lasts = counted.map(({ episode }) => episode?.lastRefusedAtMs ?? Number.POSITIVE_INFINITY);
  return { ...span, since: new Date(Math.min(span.since.getTime(), ...lasts)) };
}
