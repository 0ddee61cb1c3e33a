import type { Sql } from "@/db/connect";

/** Rows that one statement takes at most, so that nobody waits for it. */
const batch = 10_000;

/**
 * Forgets what nobody reads any more: announced changes, leases that ended, nodes that never counted anything, windows of
 * guards, and sessions that ended. Usage and transfers are kept for good.
 */
export async function keepRetention(sql: Sql, now: Date): Promise<{ forgotten: number }> {
  const changes = await sql`delete from control_change where at < ${now}::timestamptz - interval '1 day'`;
  // A gateway may ask again for a lease whose answer was lost, minutes later at most.
  const [leases] = await sql<{ n: number }[]>`
    select forget_leases(${now}::timestamptz - interval '2 days', ${batch}) as n`;
  const nodes = await sql`
    delete from node n where n.seen_at < ${now}::timestamptz - interval '1 day' and n.last_seq = 0
       and not exists (select 1 from lease l where l.node_id = n.node_id)`;
  const windows = await sql`delete from guard_window where window_start < ${now}::timestamptz - interval '1 day'`;
  const sessions = await sql`
    delete from session where greatest(expires_at, revoked_at) < ${now}::timestamptz - interval '30 days'`;
  return { forgotten: changes.count + (leases?.n ?? 0) + nodes.count + windows.count + sessions.count };
}
