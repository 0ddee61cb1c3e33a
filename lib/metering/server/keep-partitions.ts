import type { Sql } from "@/db/connect";

/** Days of the request log that are kept. */
export const requestLogDays = 30;

/** Opens the request log's days a week ahead and drops those past retention. May be repeated. */
export async function keepPartitions(sql: Sql, now: Date): Promise<{ opened: number; dropped: number }> {
  const [days] = await sql<{ opened: number; dropped: number }[]>`
    select open_request_partitions((${now}::timestamptz at time zone 'UTC')::date - 1,
                                   (${now}::timestamptz at time zone 'UTC')::date + 7) as opened,
           drop_request_partitions((${now}::timestamptz at time zone 'UTC')::date - ${requestLogDays}::int) as dropped`;
  return days ?? { opened: 0, dropped: 0 };
}
