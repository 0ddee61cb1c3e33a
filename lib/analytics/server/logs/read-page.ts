import type { Sql } from "@/db/connect";
import type { RequestPage } from "@/lib/analytics/request-views";
import { readLogStart } from "@/lib/analytics/server/logs/read-log-start";
import type { Log } from "@/lib/analytics/server/logs/resolve-log";
import type { Cursor } from "@/lib/analytics/server/logs/select-requests";
import { walkLog } from "@/lib/analytics/server/logs/walk-log";
import type { AnyRequest } from "@/lib/analytics/views";
import { invalidField } from "@/lib/invalid-field";

type Places = { after?: string | undefined; before?: string | undefined };

/**
 * One page of a log, newest first, beyond the place that the page before ended at. A page of newer rows that is not full
 * is the newest there is, so it is read from the window's end.
 * @throws AppError `validation_failed` for two places at once.
 */
export async function readPage(
  sql: Sql,
  log: Log,
  { after, before }: Places,
  { now, pageSize }: { now: Date; pageSize: number },
): Promise<RequestPage> {
  if (after && before) throw invalidField("/before", "custom", "A page lies after a place or before it, not both.");
  const start = await readLogStart(sql, now, log.from);
  const kept = { ...log, from: start ?? log.from };
  const place = placeOf(before ?? after);
  const take = (newestFirst: boolean, cursor: Cursor | null) =>
    takeRows(sql, kept, { newestFirst, cursor, size: pageSize + 1 });
  const newer = before ? await take(false, place) : [];
  const isNewer = newer.length > pageSize;
  const found = isNewer ? newer.slice(0, pageSize).reverse() : await take(true, after ? place : null);
  const rows = found.slice(0, pageSize);
  const hasOlder = isNewer || found.length > pageSize;
  const hasNewer = isNewer || after !== undefined;
  return {
    rows,
    next: hasOlder ? nameOf(rows.at(-1)) : null,
    previous: hasNewer ? (nameOf(rows[0]) ?? null) : null,
    asOf: now.toISOString(),
    from: log.from.toISOString(),
    to: (log.requestId === null ? log.scope.to : log.to).toISOString(),
    range: log.scope.range,
    zone: log.scope.zone,
    keptSince: start?.toISOString() ?? null,
  };
}

async function takeRows(
  sql: Sql,
  log: Log,
  page: { newestFirst: boolean; cursor: Cursor | null; size: number },
): Promise<AnyRequest[]> {
  const rows: AnyRequest[] = [];
  for await (const some of walkLog(sql, log, page)) {
    rows.push(...some);
    if (rows.length >= page.size) break;
  }
  return rows.slice(0, page.size);
}

const nameOf = (row: AnyRequest | undefined) => (row ? `${Date.parse(row.decidedAt)}.${row.requestId}` : null);

function placeOf(text: string | undefined): Cursor | null {
  const [ms, id] = text?.split(".") ?? [];
  return ms && id ? { ms: Number(ms), id } : null;
}
