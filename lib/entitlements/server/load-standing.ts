import type { Sql } from "@/db/connect";
import { standingRow } from "@/lib/entitlements/standing-row";
import type { ClosedReason, CreditLot, Grant, Overdue, Standing } from "@/lib/entitlements/types";
import { BadRow, rowProblem } from "@/lib/server/bad-row";

type Row = Standing["tenant"] & {
  subscriptionId: string | null;
  planVersionId: string;
  subscriptionStatus: NonNullable<Standing["subscription"]>["status"];
  reason: ClosedReason | null;
  source: Grant["source"];
  anchor: Date;
  startedAt: Date;
  endsAt: Date | null;
  afterStatus: NonNullable<Grant["after"]>["status"] | null;
  afterPlanVersionId: string | null;
  afterReason: ClosedReason | null;
  overdue: Overdue | null;
  clockOffsetSeconds: number;
  exceptions: {
    id: string;
    kind: Standing["exceptions"][number]["kind"];
    featureId: string | null;
    units: number | null;
    startsAt: string;
    endsAt: string;
  }[];
  lots: (Omit<CreditLot, "expiresAt"> & { expiresAt: string | null })[];
};

/** A call is split over so many lots at most; the ones behind them come up when these are empty. */
const maxLots = 64;

/**
 * What a tenant stands on, read in one statement: its status, its current subscription, the exceptions that hold or
 * will hold, and the credit lots with something left, in burn order. Null when there is no such tenant.
 * @throws BadRow when something of it cannot be used.
 */
export async function loadStanding(sql: Sql, tenantId: string): Promise<Standing | null> {
  const [row] = await sql<Row[]>`
    select t.id, t.name, t.status, t.suspended_at as "suspendedAt", t.locale,
           t.time_zone as "timeZone",
           s.id as "subscriptionId", s.plan_version_id as "planVersionId", s.status as "subscriptionStatus",
           s.reason, s.source, s.anchor, s.started_at as "startedAt", s.ends_at as "endsAt",
           s.after_status as "afterStatus", s.after_plan_version_id as "afterPlanVersionId",
           s.after_reason as "afterReason", s.overdue, s.clock_offset_seconds as "clockOffsetSeconds",
           coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'featureId', e.feature_id,
                       'units', e.units, 'startsAt', e.starts_at, 'endsAt', e.ends_at) order by e.id)
                       from exception e
                      where e.tenant_id = t.id and e.withdrawn_at is null and e.ends_at > now()), '[]') as exceptions,
           coalesce((select jsonb_agg(to_jsonb(l)) from (
                       select c.id, c.account_id as "accountId", c.expires_at as "expiresAt", c.priority
                         from credit_lot c join ledger_account a on a.account_id = c.account_id
                        where c.tenant_id = t.id and (c.expires_at is null or c.expires_at > now())
                          and a.posted > a.consumed
                        order by c.priority, c.expires_at nulls last, c.id limit ${maxLots}) l), '[]') as lots
      from tenant t left join subscription s on s.tenant_id = t.id and s.replaced_at is null
     where t.id = ${tenantId}`;
  if (!row) return null;
  const standing: Standing = {
    tenant: {
      id: row.id,
      name: row.name,
      status: row.status,
      suspendedAt: row.suspendedAt,
      locale: row.locale,
      timeZone: row.timeZone,
    },
    subscription:
      row.subscriptionId === null
        ? null
        : {
            id: row.subscriptionId,
            planVersionId: row.planVersionId,
            status: row.subscriptionStatus,
            reason: row.reason,
            source: row.source,
            anchor: row.anchor,
            startedAt: row.startedAt,
            endsAt: row.endsAt,
            after: row.afterStatus && {
              status: row.afterStatus,
              planVersionId: row.afterPlanVersionId ?? row.planVersionId,
              reason: row.afterReason,
            },
            overdue: row.overdue,
            clockOffsetSeconds: row.clockOffsetSeconds,
          },
    exceptions: row.exceptions.map((exception) => ({
      ...exception,
      startsAt: new Date(exception.startsAt),
      endsAt: new Date(exception.endsAt),
    })),
    creditLots: row.lots.map((lot) => ({ ...lot, expiresAt: lot.expiresAt === null ? null : new Date(lot.expiresAt) })),
  };
  const problem = rowProblem(standingRow, standing);
  if (problem !== null) throw new BadRow("tenant", tenantId, problem);
  return standing;
}
