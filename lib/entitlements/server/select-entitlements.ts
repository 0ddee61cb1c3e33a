import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { periodOf } from "@/lib/entitlements/period-of";
import type { Standing } from "@/lib/entitlements/types";
import type { EntitlementRow } from "@/lib/entitlements/views";
import { periodKinds } from "@/lib/period";

/**
 * What a tenant may use at one instant, feature by feature, with its source and what is used of it in the live period
 * that each feature is counted by. Who may ask is the caller's matter.
 */
export async function selectEntitlements(standing: Standing, now: Date): Promise<EntitlementRow[]> {
  const tenantId = standing.tenant.id;
  const at = sql`${now.toISOString()}::timestamptz`;
  const periods = new Map(periodKinds.map((kind) => [kind, periodOf(standing, kind, now)]));
  const starts = Object.fromEntries([...periods].map(([kind, period]) => [kind, period?.start.toISOString() ?? null]));
  const rows = await database().execute<Omit<EntitlementRow, "resetsAt"> & Record<string, unknown>>(sql`
    select f.id as "featureId", f.slug, f.name, f.kind, f.unit, f.unit_plural as "unitPlural", en.included,
           en.units::float8 as units, coalesce(u.used, 0)::float8 as "usedUnits",
           coalesce(pl.period, 'anniversary') as period, pl.micro::float8 as "creditMicroPerUnit",
           coalesce(pl.overage, 'none') as overage,
           coalesce(pl.source, '[]'::jsonb) || coalesce(ex.sources, '[]'::jsonb) as sources
      from feature f
      cross join lateral entitled_units(${tenantId}, f.id, ${at}) en
      left join lateral (
        select pf.period, pf.credit_micro_per_unit as micro, pf.overage,
               jsonb_build_array(jsonb_build_object('kind', 'plan', 'label', p.name || ' version ' || v.number,
                 'units', pf.limit_units)) as source
          from subscription s
          join plan_version v on v.id = held_version(s, ${at})
          join plan p on p.id = v.plan_id
          join plan_feature pf on pf.plan_version_id = v.id and pf.feature_id = f.id
         where s.tenant_id = ${tenantId} and s.replaced_at is null) pl on true
      left join lateral (
        select a.consumed as used from ledger_account a
         where a.tenant_id = ${tenantId} and a.kind = 'quota' and a.feature_id = f.id and a.mode = 'live'
           and a.period_start = (${JSON.stringify(starts)}::jsonb ->> coalesce(pl.period, 'anniversary'))::timestamptz
        ) u on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('kind', e.kind, 'label', e.reason, 'units', e.units) order by e.id)
                 as sources
          from exception e
         where e.tenant_id = ${tenantId} and e.feature_id = f.id and e.withdrawn_at is null
           and e.starts_at <= ${at} and e.ends_at > ${at}) ex on true
     where f.archived_at is null or en.included
     order by en.included desc, f.kind = 'meter' desc, f.slug`);
  return rows.map((row) => ({
    ...row,
    resetsAt: row.included && row.kind === "meter" ? (periods.get(row.period)?.end.toISOString() ?? null) : null,
  }));
}
