import type { Sql } from "@/db/connect";
import type { GraceRow } from "@/lib/analytics/revenue-views";

/**
 * Tenants whose payment is late and whose calls still go on, whose access stops first on top. An exception that keeps
 * access open longer moves the end. Instants are real time.
 */
export async function readGraceEnding(
  sql: Sql,
  of: { now: Date; currency: string },
): Promise<Omit<GraceRow, "mrrMinor">[]> {
  const rows = await sql<(Omit<GraceRow, "mrrMinor" | "endsAt"> & { endsAt: Date | null })[]>`
    select s.tenant_id as "tenantId", t.name as "tenantName", p.name as "planName",
           greatest(s.ends_at - make_interval(secs => s.clock_offset_seconds),
                    (select max(e.ends_at) from exception e
                      where e.tenant_id = s.tenant_id and e.kind = 'access_until' and e.withdrawn_at is null
                        and e.starts_at <= ${of.now})) as "endsAt",
           coalesce((s.overdue ->> 'dueMinor')::float8, 0) as "owedMinor",
           coalesce(s.overdue ->> 'currency', v.currency) as currency,
           s.overdue ->> 'number' as "invoiceNumber", s.overdue ->> 'cause' as cause
      from subscription s
      join tenant t on t.id = s.tenant_id
      join plan_version v on v.id = s.plan_version_id
      join plan p on p.id = v.plan_id
     where s.replaced_at is null and s.status = 'grace'
       and (s.ends_at is null or s.ends_at - make_interval(secs => s.clock_offset_seconds) > ${of.now})
       and coalesce(s.overdue ->> 'currency', v.currency) = ${of.currency}
     order by "endsAt" nulls last, t.name`;
  return rows.map(({ endsAt, ...row }) => ({ ...row, endsAt: endsAt?.toISOString() ?? null }));
}
