import type { Sql } from "@/db/connect";

/** Days of the request log that are kept. */
export const requestLogDays = 30;

/** A gateway that was not seen for this long will not settle its holds any more. */
const nodeSilence = "60 seconds";

export type HouseReport = { opened: number; dropped: number; settled: number };

/**
 * What must be done again and again whatever else happens: open the request log's days ahead of time and drop the old
 * ones, settle the holds of gateways that died, forget what nobody reads any more. Each step may be repeated.
 */
export async function keepHouse(sql: Sql, now: Date): Promise<HouseReport> {
  const [partitions] = await sql<{ opened: number; dropped: number }[]>`
    select open_request_partitions((${now}::timestamptz at time zone 'UTC')::date - 1,
                                   (${now}::timestamptz at time zone 'UTC')::date + 7) as opened,
           drop_request_partitions((${now}::timestamptz at time zone 'UTC')::date - ${requestLogDays}::int) as dropped`;
  const [holds] = await sql<{ settled: number }[]>`select settle_lost_holds(${nodeSilence}::interval) as settled`;
  await sql`delete from control_change where at < ${now}::timestamptz - interval '1 day'`;
  await sql`delete from node where seen_at < ${now}::timestamptz - interval '1 day'
              and not exists (select 1 from usage_event e where e.node_id = node.node_id and e.outcome = 'held')`;
  await sql`delete from guard_window where window_start < ${now}::timestamptz - interval '1 day'`;
  await sql`delete from session where greatest(expires_at, revoked_at) < ${now}::timestamptz - interval '30 days'`;
  return { opened: partitions?.opened ?? 0, dropped: partitions?.dropped ?? 0, settled: holds?.settled ?? 0 };
}
