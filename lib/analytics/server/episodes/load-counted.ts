import type { Sql } from "@/db/connect";
import type { Counted, Episode } from "@/lib/analytics/episodes/types";
import { type PairSpan, pairName, pairTable } from "@/lib/analytics/server/episodes/select-episode-calls";

/** A client that asks again within a minute repeats blindly: the minute before the count goes on is read, too. */
const blindMs = 60_000;

/** From where a pair is counted, what was counted before, and which runs the count replaces. */
export type Base = { span: PairSpan; counted: Counted[]; replacedIds: string[] };

type Stored = {
  tenantId: string;
  featureId: string;
  openedAt: Date;
  lastRefusedAt: Date;
  episode: Episode;
  counted: { atMs: number; episode: Episode } | null;
};

const columns = (sql: Sql) => sql`
  e.tenant_id as "tenantId", e.feature_id as "featureId", e.opened_at as "openedAt", e.last_refused_at as "lastRefusedAt",
  e.counted, json_build_object('id', e.id, 'code', e.code, 'class', e.class, 'keyId', e.key_id,
    'planVersionId', e.plan_version_id, 'openedAtMs', extract(epoch from e.opened_at) * 1000,
    'lastRefusedAtMs', extract(epoch from e.last_refused_at) * 1000, 'firstRequestId', e.first_request_id,
    'lastRequestId', e.last_request_id, 'refusals', e.refusals, 'askedUnits', e.asked_units,
    'cheapestUnits', e.cheapest_units, 'blindRetries', e.blind_retries, 'keys', e.keys, 'byKey', e.by_key,
    'resolvedAtMs', null, 'kind', null, 'firstAllowAtMs', null) as episode`;

/**
 * Where the count of each pair begins. A run that may still change is counted on from the instant that it was counted to,
 * if nothing came late before it; else anew from its first refusal; and where the log no longer holds that, the stored
 * run goes on as it stands.
 *
 * @param spans `since`: the earliest row that may be new
 * @param horizon the oldest row that the log still holds
 */
export async function loadCounted(sql: Sql, spans: readonly PairSpan[], horizon: Date): Promise<Base[]> {
  const running = await sql<Stored[]>`
    select ${columns(sql)} from ${pairTable(sql, spans)}
      join episode e on e.tenant_id = p.tenant_id and e.feature_id = p.feature_id
     where e.first_allow_at is null or e.first_allow_at >= p.since`;
  const bases = spans.map((span): Base => {
    const own = running.filter((stored) => pairName(stored) === pairName(span));
    const counted = own.flatMap((stored) => goOn(stored, span.since, horizon));
    const starts = [
      span.since.getTime(),
      ...counted.map(({ fromMs }) => fromMs - blindMs),
      ...own
        .filter(({ episode }) => !counted.some((one) => one.episode?.id === episode.id))
        .map(({ openedAt }) => openedAt.getTime()),
    ];
    return {
      span: { ...span, since: new Date(Math.min(...starts)) },
      counted,
      replacedIds: own.map(({ episode }) => episode.id),
    };
  });
  return withEnded(sql, bases);
}

function goOn({ episode, counted, openedAt, lastRefusedAt }: Stored, since: Date, horizon: Date): Counted[] {
  const { code, keyId } = episode;
  if (counted && counted.atMs <= since.getTime())
    return [{ code, keyId, fromMs: counted.atMs, episode: counted.episode }];
  return openedAt < horizon ? [{ code, keyId, fromMs: lastRefusedAt.getTime() + 1, episode }] : [];
}

/** Runs that ended, though the count begins within them, are kept; those that began in it are counted again. */
async function withEnded(sql: Sql, bases: Base[]): Promise<Base[]> {
  const ended = await sql<Stored[]>`
    select ${columns(sql)}
      from ${pairTable(
        sql,
        bases.map(({ span }) => span),
      )}
      join episode e on e.tenant_id = p.tenant_id and e.feature_id = p.feature_id
     where e.resolved_at >= p.since and e.first_allow_at is not null`;
  for (const base of bases) {
    const goesOn = new Set(base.counted.map(({ code, keyId }) => `${code} ${keyId}`));
    for (const { episode, openedAt, lastRefusedAt, ...pair } of ended) {
      if (pairName(pair) !== pairName(base.span) || base.replacedIds.includes(episode.id)) continue;
      // Before a run that goes on, calls of its code are not counted again.
      if (goesOn.has(`${episode.code} ${episode.keyId}`)) continue;
      if (openedAt >= base.span.since) base.replacedIds.push(episode.id);
      else
        base.counted.push({
          code: episode.code,
          keyId: episode.keyId,
          fromMs: lastRefusedAt.getTime() + 1,
          episode: null,
        });
    }
  }
  return bases;
}
