import type { Sql } from "@/db/connect";
import { findStretches, type Stretch } from "@/lib/analytics/server/logs/find-stretches";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import { type Cursor, selectRequests } from "@/lib/analytics/server/logs/select-requests";
import type { AnyRequest } from "@/lib/analytics/views";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The nearest hour is read without asking where calls were counted; then ever longer parts of the window. */
const partsMs = [hourMs, dayMs, 7 * dayMs, 30 * dayMs, Number.POSITIVE_INFINITY];
const stretchesAtOnce = 24;

/**
 * The rows of a log from a place on, `size` at most at a time, newest first or oldest first. Reads only where the counts
 * say that there is something, so that a filter that matches little is as quick as one that matches much.
 */
export async function* walkLog(
  sql: Sql,
  log: Log,
  page: { newestFirst: boolean; cursor: Cursor | null; size: number },
): AsyncGenerator<AnyRequest[], void> {
  let { cursor } = page;
  for (const part of cutParts(log, page.newestFirst, cursor)) {
    // One call needs no search.
    const isNear = part.isFirst || log.requestId !== null;
    const whole = { from: part.from.getTime(), to: part.to.getTime(), calls: 0 };
    let left = isNear ? [whole] : await findStretches(sql, { ...log, ...part }, page.newestFirst);
    while (left.length > 0) {
      const batch = takeBatch(left, page.size);
      const rows = await selectRequests(sql, log, batch, { ...page, cursor });
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last) cursor = { ms: Date.parse(last.decidedAt), id: last.requestId };
      left = rows.length < page.size ? left.slice(batch.length) : left.filter((each) => isAhead(each, cursor, page));
    }
  }
}

/** The parts of the window that lie beyond the cursor, in the order in which they are read. */
function* cutParts(log: Log, newestFirst: boolean, cursor: Cursor | null) {
  let from = log.from.getTime();
  let to = log.to.getTime();
  if (cursor && newestFirst) to = Math.min(to, cursor.ms + 1);
  if (cursor && !newestFirst) from = Math.max(from, cursor.ms);
  for (const lengthMs of partsMs) {
    if (from >= to) return;
    const isFirst = lengthMs === hourMs;
    const edge = newestFirst ? Math.max(from, to - lengthMs) : Math.min(to, from + lengthMs);
    yield newestFirst
      ? { from: new Date(edge), to: new Date(to), isFirst }
      : { from: new Date(from), to: new Date(edge), isFirst };
    if (newestFirst) to = edge;
    else from = edge;
  }
}

/** As many stretches as should fill a page. */
function takeBatch(stretches: readonly Stretch[], size: number): Stretch[] {
  const batch: Stretch[] = [];
  let calls = 0;
  for (const stretch of stretches) {
    batch.push(stretch);
    calls += stretch.calls;
    if (calls > size || batch.length === stretchesAtOnce) break;
  }
  return batch;
}

const isAhead = ({ from, to }: Stretch, cursor: Cursor | null, { newestFirst }: { newestFirst: boolean }) =>
  cursor === null || (newestFirst ? from <= cursor.ms : to > cursor.ms);
