import { rawSql } from "@/db/client";
import type { Funding } from "@/lib/analytics/is-short";
import { type PeriodKind, periodAt, periodZone } from "@/lib/period";

type Meter = { tenantId: string; featureId: string };
type Row = Meter &
  Omit<Funding, "usedUnits"> & {
    anchor: Date | null;
    period: PeriodKind;
    timeZone: string;
    clockOffsetSeconds: number;
    source: string | null;
    /** Of every period that runs now: a change of plan can leave one of another kind behind. */
    counted: { startsAt: string; used: number }[];
  };

/**
 * What tenants have left to pay for their meters with, in the period that each feature is counted by; one answer for
 * each pair that exists, by `{tenantId} {featureId}`.
 */
export async function selectFunding(
  meters: readonly Meter[],
  mode: "live" | "test",
  now: Date,
): Promise<Map<string, Funding>> {
  if (meters.length === 0) return new Map();
  const rows = await rawSql()<Row[]>`
    select t.id as "tenantId", m.feature_id as "featureId", en.included, en.units::float8 as units,
           case when ${mode === "live"} then pf.credit_micro_per_unit end as "creditMicroPerUnit",
           coalesce(pf.overage = 'postpaid', false) as postpaid, coalesce(pf.period, 'anniversary') as period,
           coalesce(s.anchor, x.starts_at) as anchor, t.time_zone as "timeZone",
           coalesce(s.clock_offset_seconds, 0) as "clockOffsetSeconds", s.source,
           (select coalesce(sum(greatest(c.posted - c.consumed, 0)), 0)::bigint from ledger_account c
             where c.tenant_id = t.id and c.kind = 'credit' and c.state = 'open'
               and (c.period_end is null or c.period_end > ${now})) as "creditMicroLeft",
           (select coalesce(jsonb_agg(jsonb_build_object('startsAt', a.period_start, 'used', a.consumed)), '[]'::jsonb)
              from ledger_account a
             where a.tenant_id = t.id and a.kind = 'quota' and a.feature_id = m.feature_id and a.mode = ${mode}
               and a.period_start <= ${now} and a.period_end > ${now}) as counted
      from unnest(${meters.map(({ tenantId }) => tenantId)}::text[], ${meters.map(({ featureId }) => featureId)}::text[])
             as m (tenant_id, feature_id)
      join tenant t on t.id = m.tenant_id
      cross join lateral entitled_units(t.id, m.feature_id, ${now}) en
      left join subscription s on s.tenant_id = t.id and s.replaced_at is null
      left join plan_feature pf on pf.plan_version_id = held_version(s, ${now}) and pf.feature_id = m.feature_id
      left join lateral (
        select e.starts_at from exception e
         where e.tenant_id = t.id and e.kind = 'access_until' and e.withdrawn_at is null
           and e.starts_at <= ${now} and e.ends_at > ${now} order by e.starts_at limit 1) x on true`;
  return new Map(rows.map((row) => [`${row.tenantId} ${row.featureId}`, toFunding(row, now)]));
}

function toFunding({ anchor, period, timeZone, clockOffsetSeconds, source, counted, ...row }: Row, now: Date): Funding {
  const zone = periodZone(period, source, timeZone);
  const startMs = anchor ? periodAt(period, anchor, zone, now, clockOffsetSeconds).start.getTime() : null;
  const used = counted.find(({ startsAt }) => new Date(startsAt).getTime() === startMs)?.used ?? 0;
  const { included, units, creditMicroPerUnit, creditMicroLeft, postpaid } = row;
  return { included, units, usedUnits: used, creditMicroPerUnit, creditMicroLeft, postpaid };
}
