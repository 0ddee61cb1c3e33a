import type { Sql } from "@/db/connect";

/** Plan versions that were published in a window: what may explain a change, for the marks of charts. */
export async function readAnnotations(
  sql: Sql,
  { from, to, planId }: { from: Date; to: Date; planId?: string | undefined },
): Promise<{ at: string; label: string; href: string }[]> {
  const rows = await sql<{ at: Date; planId: string; name: string; number: number }[]>`
    select v.published_at as at, p.id as "planId", p.name, v.number
      from plan_version v join plan p on p.id = v.plan_id
     where v.status = 'published' and v.published_at >= ${from} and v.published_at < ${to}
       ${planId === undefined || planId === "none" ? sql`` : sql`and p.id = ${planId}`}
     order by v.published_at limit 20`;
  return rows.map(({ at, name, number, ...row }) => ({
    at: at.toISOString(),
    label: `${name} ${number} published`,
    href: `/admin/plans/${row.planId}`,
  }));
}
