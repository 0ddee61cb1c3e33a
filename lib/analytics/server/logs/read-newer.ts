import type { Sql } from "@/db/connect";
import type { NewerRequests } from "@/lib/analytics/request-views";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import { selectRequests } from "@/lib/analytics/server/logs/select-requests";

const mostListed = 200;
/** A tail that slept for longer draws its page anew. */
const longestMs = 15 * 60_000;

/** The calls of a log since an instant, for a page that waits for new ones: one short stretch is read, and no counts. */
export async function readNewer(sql: Sql, log: Log, since: number, now: Date): Promise<NewerRequests> {
  const to = log.to.getTime();
  const stretch = { from: Math.max(since, now.getTime() - longestMs), to, calls: 0 };
  const rows =
    stretch.from < stretch.to
      ? await selectRequests(sql, log, [stretch], { cursor: null, size: mostListed + 1, newestFirst: true })
      : [];
  return {
    calls: rows.slice(0, mostListed).map(({ requestId, decidedAt }) => ({ requestId, decidedAt })),
    more: rows.length > mostListed || since < stretch.from,
    asOf: now.toISOString(),
  };
}
