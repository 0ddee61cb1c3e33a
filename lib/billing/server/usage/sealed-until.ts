import type { Sql } from "@/db/connect";

const hourMs = 60 * 60 * 1000;
/** A node that is silent for longer holds nobody up: what it still has comes late. */
const patienceMs = 5 * 60 * 1000;

/** Until when every node that is there has reported all that it let through; null: nobody is there. */
export async function flushedUntil(sql: Sql, now: Date): Promise<Date | null> {
  const [row] = await sql<{ nodes: number; until: Date | null }[]>`
    select count(*)::int as nodes, min(coalesce(flushed_until, 'epoch'::timestamptz)) as until
      from node where lost_at is null and seen_at > ${new Date(now.getTime() - patienceMs)}`;
  return row && row.nodes > 0 ? row.until : null;
}

/** The end of the last hour whose usage is complete as far as can be known: windows before it are sealed. */
export async function sealedUntil(sql: Sql, now: Date): Promise<Date> {
  const hour = Math.floor(now.getTime() / hourMs) * hourMs;
  const isLongOver = now.getTime() - hour >= patienceMs;
  const flushed = isLongOver ? null : await flushedUntil(sql, now);
  return new Date(flushed && flushed.getTime() < hour ? hour - hourMs : hour);
}
