import type { Sql } from "@/db/connect";
import { foldEpisodes } from "@/lib/analytics/episodes/fold-episodes";
import type { Episode } from "@/lib/analytics/episodes/types";
import { selectEpisodeCalls } from "@/lib/analytics/server/episodes/select-episode-calls";
import { selectGateEvents } from "@/lib/analytics/server/episodes/select-gate-events";

const marksAtOnce = 5_000;
/** Rows may come late by as long as a gateway keeps them. */
const lateMs = 60_000;

type Pair = { tenantId: string; featureId: string; since: Date };

/**
 * Counts runs of refusals anew where calls were written or a gate may have opened, from the rows themselves: the same
 * rows give the same runs, in whatever order and however often this runs. What pages noted on a run is kept.
 */
export async function foldMarkedEpisodes(sql: Sql, now: Date): Promise<{ folded: number }> {
  const marked = await takeMarks(sql);
  const reopened = await findOpenings(sql, now);
  const pairs = new Map([...reopened, ...marked].map((pair) => [`${pair.tenantId} ${pair.featureId}`, pair]));
  for (const pair of pairs.values()) await foldPair(sql, pair, now);
  return { folded: pairs.size };
}

async function takeMarks(sql: Sql): Promise<Pair[]> {
  return sql<Pair[]>`
    with taken as (
      delete from episode_mark where id in (
        select id from episode_mark order by id limit ${marksAtOnce} for update skip locked)
      returning tenant_id, feature_id, since
    )
    select tenant_id as "tenantId", feature_id as "featureId", min(since) as since from taken group by 1, 2`;
}

/** Open runs whose gate may have opened without a call: something was recorded after their last refusal. */
async function findOpenings(sql: Sql, now: Date): Promise<Pair[]> {
  const open = await sql<(Pair & { lastRefusedAt: Date })[]>`
    select tenant_id as "tenantId", feature_id as "featureId", min(opened_at) as since,
           min(last_refused_at) as "lastRefusedAt"
      from episode where resolved_at is null group by 1, 2`;
  const found: Pair[] = [];
  for (const { lastRefusedAt, ...pair } of open) {
    const events = await selectGateEvents(sql, { ...pair, since: lastRefusedAt, now });
    if (events.length > 0) found.push(pair);
  }
  return found;
}

async function foldPair(sql: Sql, { tenantId, featureId, since }: Pair, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    const late = new Date(since.getTime() - lateMs);
    // A run that was open then, or that ended by then, may go on differently with the new rows.
    const [first] = await tx<{ openedAt: Date | null }[]>`
      select min(opened_at) as "openedAt" from episode
       where tenant_id = ${tenantId} and feature_id = ${featureId} and (resolved_at is null or resolved_at >= ${late})`;
    const from = first?.openedAt && first.openedAt < late ? first.openedAt : late;
    const span = { tenantId, featureId, since: from };
    const calls = await selectEpisodeCalls(tx as unknown as Sql, span);
    const events = await selectGateEvents(tx as unknown as Sql, { ...span, now });
    const episodes = foldEpisodes(calls, events);
    await tx`
      delete from episode where tenant_id = ${tenantId} and feature_id = ${featureId} and opened_at >= ${from}
         and id <> all (${episodes.map(({ id }) => id)})`;
    for (const episode of episodes) await writeEpisode(tx as unknown as Sql, tenantId, featureId, episode);
  });
}

async function writeEpisode(sql: Sql, tenantId: string, featureId: string, episode: Episode): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  await sql`
    insert into episode (id, tenant_id, feature_id, code, class, key_id, plan_version_id, opened_at, last_refused_at,
      first_request_id, last_request_id, refusals, asked_units, cheapest_units, blind_retries, keys, resolved_at, kind,
      first_allow_at)
    values (${episode.id}, ${tenantId}, ${featureId}, ${episode.code}, ${episode.class}, ${episode.keyId},
      ${episode.planVersionId}, ${at(episode.openedAtMs)}, ${at(episode.lastRefusedAtMs)}, ${episode.firstRequestId},
      ${episode.lastRequestId}, ${episode.refusals}, ${episode.askedUnits}, ${episode.cheapestUnits},
      ${episode.blindRetries}, ${episode.keys}, ${at(episode.resolvedAtMs)}, ${episode.kind}, ${at(episode.firstAllowAtMs)})
    on conflict (id) do update set last_refused_at = excluded.last_refused_at, last_request_id = excluded.last_request_id,
      refusals = excluded.refusals, asked_units = excluded.asked_units, cheapest_units = excluded.cheapest_units,
      blind_retries = excluded.blind_retries, keys = excluded.keys, resolved_at = excluded.resolved_at,
      kind = excluded.kind, first_allow_at = excluded.first_allow_at`;
}
