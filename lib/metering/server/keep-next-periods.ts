import type { Sql } from "@/db/connect";
import { type PeriodKind, periodAt, periodZone } from "@/lib/period";

const dayMs = 86_400_000;
/** Accounts opened in one round; a month's end leaves a day of rounds. */
const batch = 500;

type Ending = {
  kind: "quota" | "overage" | "cap";
  tenantId: string;
  featureId: string;
  mode: "live" | "test";
  keyId: string | null;
  endsAt: Date;
  period: PeriodKind;
  anchor: Date;
  timeZone: string;
  clockOffsetSeconds: number;
  source: string;
};

/**
 * Opens the next period's accounts a day ahead, so that a period's first calls wait for nothing: those of accounts that
 * were used, of tenants whose subscription goes on. Whatever is missed is opened by its first use. Answers how many
 * were opened.
 */
export async function keepNextPeriods(sql: Sql, now: Date): Promise<number> {
  const ending = await sql<Ending[]>`
    select a.kind, a.tenant_id as "tenantId", a.feature_id as "featureId", a.mode, a.key_id as "keyId",
           a.period_end as "endsAt", coalesce(b.period, pf.period, 'anniversary') as period, s.anchor,
           t.time_zone as "timeZone", s.clock_offset_seconds as "clockOffsetSeconds", s.source
      from ledger_account a
      join tenant t on t.id = a.tenant_id and t.status = 'active'
      join subscription s on s.tenant_id = a.tenant_id and s.replaced_at is null
       and s.status in ('trialing', 'active', 'grace')
       and (s.ends_at is null or s.after_status = 'active'
            or s.ends_at > a.period_end + s.clock_offset_seconds * interval '1 second')
      left join plan_feature pf on pf.plan_version_id = held_version(s, a.period_end) and pf.feature_id = a.feature_id
      left join key_budget b on a.kind = 'cap' and b.tenant_id = a.tenant_id and b.key_id = a.key_id
                            and b.feature_id = a.feature_id
     where a.kind in ('quota', 'overage', 'cap') and a.state = 'open' and a.consumed + a.reserved > 0
       and a.period_end > ${now} and a.period_end <= ${new Date(now.getTime() + dayMs)}
       and not exists (
         select 1 from ledger_account n
          where n.tenant_id = a.tenant_id and n.kind = a.kind and n.feature_id = a.feature_id and n.mode = a.mode
            and coalesce(n.key_id, '') = coalesce(a.key_id, '') and n.period_start >= a.period_end)
     order by a.period_end limit ${batch}`;
  let opened = 0;
  for (const ahead of ending) {
    const { kind, tenantId, featureId, mode, keyId, endsAt, period, anchor, timeZone, clockOffsetSeconds } = ahead;
    const zone = periodZone(period, ahead.source, timeZone);
    const { start, end } = periodAt(period, anchor, zone, endsAt, clockOffsetSeconds);
    // A plan change within the period may count by another kind now, whose period runs already.
    if (start <= now) continue;
    const [row] = await sql<{ answer: { status: string } }[]>`
      select account_open(${kind}, ${tenantId}, ${featureId}, ${mode}, ${keyId}, ${start}, ${end}, null,
        ${clockOffsetSeconds}) as answer`;
    if (row?.answer.status === "open") opened++;
  }
  return opened;
}
