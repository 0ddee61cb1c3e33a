import type { Sql } from "@/db/connect";
import { readOlderDays } from "@/lib/analytics/server/report-zone/read-older-days";
import { type CountFilter, onlyCalls } from "@/lib/analytics/server/rollups/read-counts";

/** A half-open stretch of time in epoch milliseconds, and how many calls were counted in it. */
export type Stretch = { from: number; to: number; calls: number };

const dayMs = 86_400_000;

type Window = { filter: CountFilter; from: Date; to: Date; reportZone: string };
type Found = { from: Date; to: Date; calls: number };

/**
 * Where in a window calls of a filter were counted: days of the report zone for a tenant or a key, hours for the rest;
 * neighbours are one stretch. The log needs to be read nowhere else. In the order in which they are read. Days that are
 * those of an earlier report zone begin and end within a day of where they would by this one's clocks.
 */
export async function findStretches(sql: Sql, window: Window, newestFirst: boolean): Promise<Stretch[]> {
  const { filter, from, to } = window;
  const byDay = filter.tenants !== undefined || filter.keys !== undefined;
  const found = byDay ? await readDays(sql, "roll_day", window) : await readHours(sql, window);
  const stretches: Stretch[] = [];
  for (const { from: start, to: end, calls } of found) {
    const stretch = {
      from: Math.max(start.getTime(), from.getTime()),
      to: Math.min(end.getTime(), to.getTime(), stretches.at(-1)?.from ?? Number.POSITIVE_INFINITY),
      calls,
    };
    const newer = stretches.at(-1);
    if (stretch.from >= stretch.to) continue;
    if (newer?.from === stretch.to) Object.assign(newer, { from: stretch.from, calls: newer.calls + calls });
    else stretches.push(stretch);
  }
  return newestFirst ? stretches : stretches.reverse();
}

/** Days of the report zone with such calls, newest first. */
async function readDays(
  sql: Sql,
  table: "roll_day" | "roll_total_day",
  { filter, from, to, reportZone }: Window,
): Promise<Found[]> {
  const older = await readOlderDays(sql);
  // An instant before every day says that none is older.
  const before =
    older === null ? new Date(0) : older.before === null ? new Date(to.getTime() + 2 * dayMs) : new Date(older.before);
  const more = before > from ? 1 : 0;
  return sql<Found[]>`
    select ((day - by)::timestamp at time zone ${reportZone}) as "from",
           ((day + 1 + by)::timestamp at time zone ${reportZone}) as "to", sum(calls)::float8 as calls
      from ${sql(table)},
           lateral (select case when day::timestamp at time zone ${reportZone} < ${before} then 1 else 0 end as by) around
     where day >= (${from}::timestamptz at time zone ${reportZone})::date - ${more}::int
       and day <= (${to}::timestamptz at time zone ${reportZone})::date + ${more}::int ${onlyCalls(sql, filter, "day")}
     group by day, by order by day desc`;
}

/** Hours with such calls, newest first; looked for only between the first and the last day that has any. */
async function readHours(sql: Sql, window: Window): Promise<Found[]> {
  const days = await readDays(sql, "roll_total_day", window);
  const [newest, oldest] = [days[0], days.at(-1)];
  if (!newest || !oldest) return [];
  const from = new Date(Math.max(oldest.from.getTime(), window.from.getTime()));
  const to = new Date(Math.min(newest.to.getTime(), window.to.getTime()));
  return sql<Found[]>`
    select bucket as "from", bucket + interval '1 hour' as "to", sum(calls)::float8 as calls
      from roll_hour
     where bucket > ${from}::timestamptz - interval '1 hour' and bucket < ${to} ${onlyCalls(sql, window.filter, "hour")}
     group by bucket order by bucket desc`;
}
