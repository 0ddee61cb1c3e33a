import { rawSql } from "@/db/client";
import { expansionCards, riskCards } from "@/lib/analytics/signals/signal-cards.data";
import type { SignalRecord } from "@/lib/analytics/signals/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const recentRows = 10;

type Row = {
  signal: string;
  fired: number;
  open: number;
  tenants: number;
  mature: number;
  left: number;
  contacted: number;
};
type Recent = Omit<SignalRecord["recent"][number], "openedAt" | "closedAt"> & {
  signal: string;
  openedAt: Date;
  closedAt: Date | null;
};

/**
 * How each signal did in 90 days (analytics §10): how often it spoke, and of those that are old enough to tell how many
 * tenants left (ended, or fell back to a plan without a price) within the 30 days that follow the first week after. What came after is no proof of what caused it.
 */
export async function listSignalRecords(ctx: Ctx): Promise<SignalRecord[]> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const firing = sql`
    select f.*, t.name as tenant_name,
           f.opened_at <= ${ctx.now}::timestamptz - interval '37 days' as is_mature,
           exists (select 1 from subscription_change c
                     left join plan_version old on old.id = c.from_plan_version_id
                     left join plan_version new on new.id = c.to_plan_version_id
                    where c.tenant_id = f.tenant_id
                      and (c.to_status = 'ended' or old.price_minor > 0 and new.price_minor = 0)
                      and c.at > f.opened_at + interval '7 days' and c.at <= f.opened_at + interval '37 days') as has_left,
           exists (select 1 from tenant_act a
                    where a.tenant_id = f.tenant_id and a.kind = 'contacted' and a.at >= f.opened_at
                      and a.at <= coalesce(f.closed_at, ${ctx.now})) as was_contacted
      from signal_firing f join tenant t on t.id = f.tenant_id
     where f.opened_at > ${ctx.now}::timestamptz - interval '90 days' and f.opened_at <= ${ctx.now}`;
  const [sums, recent] = await Promise.all([
    sql<Row[]>`
      select signal, count(*)::int as fired, (count(*) filter (where closed_at is null))::int as open,
             count(distinct tenant_id)::int as tenants, (count(*) filter (where is_mature))::int as mature,
             (count(*) filter (where is_mature and has_left))::int as left,
             (count(*) filter (where was_contacted))::int as contacted
        from (${firing}) as fired group by 1`,
    sql<Recent[]>`
      select signal, tenant_id as "tenantId", tenant_name as "tenantName", opened_at as "openedAt", closed_at as "closedAt",
             sentence, case when has_left then true when is_mature then false end as left
        from (select *, row_number() over (partition by signal order by opened_at desc, id desc) as place
                from (${firing}) as fired) as placed
       where place <= ${recentRows} order by signal, place`,
  ]);
  const sumOf = new Map(sums.map((sum) => [sum.signal, sum]));
  const none = { fired: 0, open: 0, tenants: 0, mature: 0, left: 0, contacted: 0 };
  const record =
    (kind: SignalRecord["kind"]) =>
    (id: string): SignalRecord => {
      const { signal: _, ...sum } = sumOf.get(id) ?? { signal: id, ...none };
      return {
        id,
        kind,
        ...sum,
        recent: recent
          .filter(({ signal }) => signal === id)
          .map(({ signal: _signal, openedAt, closedAt, ...rest }) => ({
            ...rest,
            openedAt: openedAt.toISOString(),
            closedAt: closedAt?.toISOString() ?? null,
          })),
      };
    };
  return [...Object.keys(riskCards).map(record("risk")), ...Object.keys(expansionCards).map(record("expansion"))];
}
