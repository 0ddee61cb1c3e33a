import type { Sql } from "@/db/connect";
import type { DemandDay } from "@/lib/analytics/metrics/demand-pattern";
import { midnightOf } from "@/lib/analytics/report-days";

/** Demand by tenant and feature (`${tenantId} ${featureId}`), then by date of the report zone; days without calls are missing. */
export type Demand = Map<string, Map<string, DemandDay>>;

const quarterMinutes = 15;

/**
 * What tenants used and were refused of each metered feature, by complete day. How long they were refused, and at what
 * pace they called before, is told in quarters of an hour; a day on which nothing passed has the pace of the last before.
 *
 * @param from first date, @param until the date after the last
 */
export async function selectDemand(
  sql: Sql,
  tenantIds: readonly string[],
  { from, until, zone }: { from: string; until: string; zone: string },
): Promise<Demand> {
  const rows = await sql<{ name: string; tenantId: string; day: string; used: number; refused: number }[]>`
    select tenant_id || ' ' || feature_id as name, tenant_id as "tenantId", day::text as day,
           coalesce(sum(units) filter (where class = 'allowed'), 0)::float8 as used,
           coalesce(sum(asked_units) filter (where class = 'money'), 0)::float8 as refused
      from roll_day
     where tenant_id = any(${[...tenantIds]}) and mode = 'live' and day >= ${from} and day < ${until}
       and class in ('allowed', 'money') and feature_id <> ''
     group by tenant_id, feature_id, day order by day`;
  const refused = [...new Set(rows.flatMap((row) => (row.refused > 0 ? row.tenantId : [])))];
  const walls = refused.length > 0 ? await selectWalls(sql, refused, { from, until, zone }) : new Map();
  const demand: Demand = new Map();
  const paces = new Map<string, number>();
  for (const { name, day, used, refused } of rows) {
    const days = demand.get(name) ?? new Map<string, DemandDay>();
    demand.set(name, days);
    const wall = walls.get(`${name} ${day}`);
    const pace = wall?.pace ?? paces.get(name) ?? 0;
    paces.set(name, pace);
    days.set(day, {
      usedUnits: used,
      refusedUnits: refused,
      refusedMinutes: wall?.minutes ?? 0,
      unitsPerMinute: pace,
    });
  }
  return demand;
}

async function selectWalls(
  sql: Sql,
  tenantIds: readonly string[],
  { from, until, zone }: { from: string; until: string; zone: string },
): Promise<Map<string, { minutes: number; pace: number | null }>> {
  const rows = await sql<{ name: string; minutes: number; pace: number | null }[]>`
    select tenant_id || ' ' || feature_id || ' ' || day as name,
           (count(*) filter (where is_refused) * ${quarterMinutes}::int)::float8 as minutes,
           (sum(units) / nullif(count(units) * ${quarterMinutes}::int, 0))::float8 as pace
      from (select tenant_id, feature_id, (bucket at time zone ${zone})::date as day, bool_or(class = 'money') as is_refused,
                   sum(units) filter (where class = 'allowed') as units
              from roll_quarter
             where tenant_id = any(${[...tenantIds]}) and mode = 'live' and class in ('allowed', 'money')
               and feature_id <> '' and bucket >= ${midnightOf(from, zone)} and bucket < ${midnightOf(until, zone)}
             group by tenant_id, feature_id, bucket) quarters
     group by tenant_id, feature_id, day`;
  return new Map(rows.map(({ name, ...wall }) => [name, wall]));
}
