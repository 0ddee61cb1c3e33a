import type { Sql } from "@/db/connect";
import { silentAfterMs, tooManyUnknown } from "@/lib/analytics/metrics/alert-rules";
import { passedCodes } from "@/lib/analytics/refusal-family";
import type { Evidence } from "@/lib/analytics/server/alerts/types";

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 86_400_000;
const historyDays = 14;
/** The hours before this one, in which the usual gap is looked for. */
const spanMs = 4 * 60 * minuteMs;
const fewUnknown = 20;

/** AL6: calls of the last five minutes about which the gate did not know. They are few, so they are counted first. */
export async function findUnknown(sql: Sql, now: Date): Promise<Evidence[]> {
  const from = new Date(now.getTime() - 5 * minuteMs);
  const [doubt] = await sql<{ calls: number }[]>`
    select coalesce(sum(weight), 0)::float8 as calls from request_log
     where status >= 500 and decided_at >= ${from} and code is not null and code <> all(${[...passedCodes]})
       and (mode = 'live' or mode is null)`;
  const unknown = doubt?.calls ?? 0;
  if (unknown < fewUnknown) return [];
  const [all] = await sql<{ calls: number }[]>`
    select coalesce(sum(weight), 0)::float8 as calls from request_log
     where decided_at >= ${from} and (mode = 'live' or mode is null)`;
  const calls = all?.calls ?? 0;
  if (!tooManyUnknown(unknown, calls)) return [];
  const sentence = `The gate could not decide ${unknown} of ${calls} calls in the last 5 minutes. They answered 500 or 503 and were not charged.`;
  return [{ rule: "AL6", object: "", sentence, href: "/admin/requests?range=1h&class=unknown" }];
}

/**
 * AL13: nothing was let through for longer than is usual at this hour. Calls from before the installation are a story that
 * was written into it: they are nobody's rhythm.
 */
export async function findSilence(sql: Sql, now: Date): Promise<Evidence[]> {
  const own = sql`bucket >= (select created_at from install where id = 1)`;
  const allowed = sql`class = 'allowed' and mode = 'live' and ${own}`;
  const [last] = await sql<{ bucket: Date | null }[]>`
    select max(bucket) as bucket from roll_hour where ${allowed} and bucket > ${new Date(now.getTime() - 7 * dayMs)}`;
  // Nobody has called for a week: there is no usual hour to compare with.
  if (!last?.bucket) return [];
  const [call] = await sql<{ at: Date | null }[]>`
    select max(decided_at) as at from request_log
     where decided_at >= ${last.bucket} and decided_at < ${new Date(last.bucket.getTime() + 4 * quarterMs)}
       and mode = 'live' and feature_id is not null and (code is null or code = any(${[...passedCodes]}))`;
  const at = call?.at ?? last.bucket;
  const quietMs = now.getTime() - at.getTime();
  if (quietMs <= quarterMs) return [];
  const afterMs = silentAfterMs(await readLongestGaps(sql, now));
  if (afterMs === null || quietMs <= afterMs) return [];
  const sentence = `No call was let through for ${minutes(quietMs)}; at this hour ${minutes(afterMs)} would be unusual. Look at gateways and upstreams.`;
  return [{ rule: "AL13", object: "", sentence, href: "/admin/requests?range=24h" }];
}

const minutes = (ms: number): string => {
  const count = Math.round(ms / minuteMs);
  return count < 120 ? `${count} minutes` : `${Math.round(count / 60)} hours`;
};

/** Of each of the days before on which anybody called: the longest run of quarters without a call in these hours. */
async function readLongestGaps(sql: Sql, now: Date): Promise<number[]> {
  const ends = Math.floor(now.getTime() / quarterMs) * quarterMs;
  const days = Array.from({ length: historyDays }, (_, i) => new Date(ends - (i + 1) * dayMs));
  const rows = await sql<{ day: number; bucket: Date }[]>`
    select distinct w.n::int as day, r.bucket
      from unnest(${days.map((day) => day.toISOString())}::text[]::timestamptz[]) with ordinality as w (ends, n)
      join roll_quarter r on r.bucket >= w.ends - make_interval(secs => ${spanMs / 1000}) and r.bucket < w.ends
                         and r.class = 'allowed' and r.mode = 'live'
                         and r.bucket >= (select created_at from install where id = 1)`;
  return days.flatMap((day, i) => {
    const filled = rows.flatMap((row) => (row.day === i + 1 ? [row.bucket.getTime()] : []));
    return filled.length > 0 ? [longestGap(filled, day.getTime() - spanMs, day.getTime())] : [];
  });
}

/** Milliseconds of the longest run of quarters in a stretch that are not among those given. */
function longestGap(filled: readonly number[], from: number, to: number): number {
  let longest = 0;
  let since = from;
  for (const start of [...filled.toSorted((a, b) => a - b), to]) {
    longest = Math.max(longest, start - since);
    since = start + quarterMs;
  }
  return longest;
}
