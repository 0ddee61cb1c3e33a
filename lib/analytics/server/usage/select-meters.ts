import type { Sql } from "@/db/connect";
import { type PeriodKind, periodAt, periodZone } from "@/lib/period";

/** A metered feature that a tenant may use, in the period that it is counted by. */
export type HeldMeter = {
  featureId: string;
  name: string;
  unitPlural: string;
  start: Date;
  end: Date;
  /** Null is without limit. */
  limitUnits: number | null;
  /** Units of the period that the included ones and overage paid, as the ledger says. */
  quotaUnits: number;
  overageUnits: number;
  creditMicroPerUnit: number | null;
  overageRateE12: number | null;
  currency: string | null;
};

type Row = Omit<HeldMeter, "start" | "end" | "quotaUnits" | "overageUnits"> & {
  period: PeriodKind;
  anchor: Date;
  timeZone: string;
  clockOffsetSeconds: number;
  source: string | null;
  counted: { kind: "quota" | "overage"; startsAt: string; units: number }[];
};

/** Metered features of one tenant with their running periods; none where no period runs. */
export async function selectMeters(sql: Sql, tenantId: string, now: Date): Promise<HeldMeter[]> {
  const rows = await sql<Row[]>`
    select f.id as "featureId", f.name, f.unit_plural as "unitPlural", en.units::float8 as "limitUnits",
           pf.credit_micro_per_unit as "creditMicroPerUnit",
           case when pf.overage = 'postpaid' then pf.overage_rate_e_12 end as "overageRateE12", v.currency,
           coalesce(pf.period, 'anniversary') as period, coalesce(s.anchor, x.starts_at) as anchor,
           t.time_zone as "timeZone", coalesce(s.clock_offset_seconds, 0) as "clockOffsetSeconds", s.source,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', a.kind, 'startsAt', a.period_start, 'units', a.consumed)),
                     '[]'::jsonb)
              from ledger_account a
             where a.tenant_id = t.id and a.kind in ('quota', 'overage') and a.feature_id = f.id and a.mode = 'live'
               and a.period_start <= ${now} and a.period_end > ${now}) as counted
      from tenant t
      cross join feature f
      cross join lateral entitled_units(t.id, f.id, ${now}) en
      left join subscription s on s.tenant_id = t.id and s.replaced_at is null
      left join plan_version v on v.id = held_version(s, ${now})
      left join plan_feature pf on pf.plan_version_id = v.id and pf.feature_id = f.id
      left join lateral (
        select e.starts_at from exception e
         where e.tenant_id = t.id and e.kind = 'access_until' and e.withdrawn_at is null
           and e.starts_at <= ${now} and e.ends_at > ${now} order by e.starts_at limit 1) x on true
     where t.id = ${tenantId} and f.kind = 'meter' and en.included and coalesce(s.anchor, x.starts_at) is not null
     order by f.slug`;
  return rows.map(({ period, anchor, timeZone, clockOffsetSeconds, source, counted, ...row }) => {
    const { start, end } = periodAt(period, anchor, periodZone(period, source, timeZone), now, clockOffsetSeconds);
    const unitsOf = (kind: "quota" | "overage") =>
      counted.find((one) => one.kind === kind && new Date(one.startsAt).getTime() === start.getTime())?.units ?? 0;
    return { ...row, start, end, quotaUnits: unitsOf("quota"), overageUnits: unitsOf("overage") };
  });
}
