import type { TransactionSql } from "postgres";
import type { Sql } from "@/db/connect";
import { planRecount } from "@/lib/analytics/plan-recount";
import { addDays, dateIn } from "@/lib/analytics/report-days";
import { type CountedChange, zoneOfDay } from "@/lib/analytics/zone-of-day";
import { requestLogDays } from "@/lib/metering/server/keep-partitions";

type Change = CountedChange & { id: number; goal: string | null };

/**
 * Counts one more day by the clocks of a report zone that was changed, the newest first; today with all that lies ahead
 * of it. The day before begins where the one before it ends by the earlier clocks, so that at every moment each call is
 * counted once. A round that fails or is cut short has done nothing.
 */
export async function countNextDay(sql: Sql, now: Date): Promise<{ days: number }> {
  return sql.begin(async (tx) => {
    const [change] = await tx<Change[]>`
      select id, zone_before as "zoneBefore", zone, counted_from::text as "countedFrom", goal::text, is_whole as "isWhole"
        from report_zone_change where done_at is null for update skip locked`;
    if (!change) return { days: 0 };
    const earlier = await tx<CountedChange[]>`
      select zone_before as "zoneBefore", zone, counted_from::text as "countedFrom", is_whole as "isWhole"
        from report_zone_change where done_at is not null order by id desc`;
    // Looked at anew for every day: had the worker stood still, the log might no longer hold what it held then.
    const planned = await plan(tx, change, now);
    const isWhole = planned.isWhole && (change.goal === null || change.isWhole);
    const goal = change.goal !== null && change.goal > planned.goal ? change.goal : planned.goal;
    const today = dateIn(now.getTime(), change.zone);
    const day = change.countedFrom === null ? today : addDays(change.countedFrom, -1);
    const hasDay = day >= goal;
    if (hasDay) {
      const before = addDays(day, -1);
      const until = change.countedFrom;
      await tx`select rebuild_rollups(${before}, ${until}, ${zoneOfDay(earlier, before, change.zoneBefore)})`;
    }
    await tx`
      update report_zone_change
         set goal = ${hasDay ? goal : (change.countedFrom ?? goal)}, is_whole = ${isWhole},
             counted_from = ${hasDay ? day : (change.countedFrom ?? goal)},
             done_at = ${day <= goal ? now : null}
       where id = ${change.id}`;
    return { days: hasDay ? 1 : 0 };
  }) as Promise<{ days: number }>;
}

/** How far back the log reaches is when its oldest day begins: rows may be missing from it, days may not. */
async function plan(tx: TransactionSql<{ bigint: number }>, { zone, zoneBefore }: Change, now: Date) {
  const [known] = await tx<[{ logStart: Date | null; hour: Date | null; day: string | null }]>`
    select (select min(to_date(right(c.relname, 8), 'YYYYMMDD'))::timestamp at time zone 'UTC'
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where i.inhparent = 'request_log'::regclass and c.relname ~ '^request_log_\\d{8}$') as "logStart",
           (select min(bucket) from roll_hour) as hour, (select min(day)::text from roll_total_day) as day`;
  const { hour, day } = known;
  return planRecount({
    now,
    zone,
    zoneBefore,
    logStart: known.logStart ?? now,
    logDays: requestLogDays,
    firstCounted: hour === null || day === null ? null : { hour, day },
  });
}
