import type { Sql } from "@/db/connect";
import type { Standing } from "@/lib/entitlements/types";

type Row = Standing["tenant"] & {
  subscriptionId: string | null;
  planVersionId: string;
  subscriptionStatus: NonNullable<Standing["subscription"]>["status"];
  anchor: Date;
  startedAt: Date;
  endsAt: Date | null;
  exceptions: {
    id: string;
    kind: Standing["exceptions"][number]["kind"];
    featureId: string | null;
    units: number | null;
    startsAt: string;
    endsAt: string;
  }[];
};

/**
 * What a tenant stands on, read in one statement: its status, its current subscription, and the exceptions that hold
 * or will hold. Null when there is no such tenant.
 */
export async function loadStanding(sql: Sql, tenantId: string): Promise<Standing | null> {
  const [row] = await sql<Row[]>`
    select t.id, t.name, t.status, t.suspended_at as "suspendedAt", t.locale,
           s.id as "subscriptionId", s.plan_version_id as "planVersionId", s.status as "subscriptionStatus",
           s.anchor, s.started_at as "startedAt", s.ends_at as "endsAt",
           coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'featureId', e.feature_id,
                       'units', e.units, 'startsAt', e.starts_at, 'endsAt', e.ends_at) order by e.id)
                       from exception e
                      where e.tenant_id = t.id and e.withdrawn_at is null and e.ends_at > now()), '[]') as exceptions
      from tenant t left join subscription s on s.tenant_id = t.id and s.replaced_at is null
     where t.id = ${tenantId}`;
  if (!row) return null;
  return {
    tenant: {
      id: row.id,
      name: row.name,
      status: row.status,
      suspendedAt: row.suspendedAt,
      locale: row.locale,
    },
    subscription:
      row.subscriptionId === null
        ? null
        : {
            id: row.subscriptionId,
            planVersionId: row.planVersionId,
            status: row.subscriptionStatus,
            anchor: row.anchor,
            startedAt: row.startedAt,
            endsAt: row.endsAt,
          },
    exceptions: row.exceptions.map((exception) => ({
      ...exception,
      startsAt: new Date(exception.startsAt),
      endsAt: new Date(exception.endsAt),
    })),
  };
}
