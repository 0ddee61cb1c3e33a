import type { Sql } from "@/db/connect";
import { undoMs } from "@/lib/analytics/server/signals/note-act";
import type { ActView } from "@/lib/analytics/signals/views";

type Row = Omit<ActView, "at" | "restsUntil" | "undoUntil"> & {
  at: Date;
  restsUntil: Date | null;
  ownerName: string | null;
};
export type ActRow = ActView & { ownerName: string | null };

const keptDays = 90;

/**
 * What staff did about tenants in 90 days, the newest first: acts that were noted, and grants and plan changes as the
 * audit tells of them, whoever made them and wherever.
 *
 * @param tenantIds null: everybody
 */
export async function selectActs(sql: Sql, tenantIds: readonly string[] | null, now: Date): Promise<ActRow[]> {
  const of = tenantIds === null ? sql`` : sql`and tenant_id = any(${[...tenantIds]})`;
  const rows = await sql<Row[]>`
    with noted as (
      select id, kind, tenant_id, at, actor_name, owner_name, note, rests_until, null::text as object_id, false as is_undone
        from tenant_act where at <= ${now} and at > ${now}::timestamptz - ${keptDays} * interval '1 day' ${of}
    ), granted as (
      select a.id, case when a.action = 'credit_lot.granted' then 'credits_granted'
                        when a.action = 'subscription.created' then 'plan_changed'
                        when a.after ->> 'kind' = 'access_until' then 'grace_extended' else 'units_granted' end as kind,
             a.tenant_id, a.at, coalesce(p.name, a.actor_id, '') as actor_name, null as owner_name,
             coalesce(a.reason, '') as note, null::timestamptz as rests_until, a.object_id,
             case when a.action = 'exception.granted'
                    then exists (select 1 from exception e where e.tenant_id = a.tenant_id and e.id = a.object_id and e.withdrawn_at is not null)
                  when a.action = 'credit_lot.granted'
                    then exists (select 1 from audit_log w where w.object_id = a.object_id and w.action = 'credit_lot.withdrawn')
                  else false end as is_undone
        from audit_log a left join person p on p.id = a.actor_id
       where a.action in ('exception.granted', 'credit_lot.granted', 'subscription.created') and a.actor_kind = 'person'
         and a.tenant_id is not null and a.at <= ${now} and a.at > ${now}::timestamptz - ${keptDays} * interval '1 day' ${of}
         -- A member who buys is no act of staff.
         and (a.action <> 'subscription.created' or p.staff_role is not null)
    )
    select id, kind, tenant_id as "tenantId", at, actor_name as "actorName", owner_name as "ownerName", note,
           rests_until as "restsUntil", object_id as "objectId", is_undone as "isUndone"
      from (select * from noted union all select * from granted) as acts
     order by at desc, id desc`;
  return rows.map(({ at, restsUntil, ...row }) => {
    const undoUntil = new Date(at.getTime() + undoMs);
    const isPlan = row.kind === "plan_changed";
    return {
      ...row,
      at: at.toISOString(),
      restsUntil: restsUntil?.toISOString() ?? null,
      undoUntil: undoUntil > now && !row.isUndone && !isPlan ? undoUntil.toISOString() : null,
    };
  });
}
