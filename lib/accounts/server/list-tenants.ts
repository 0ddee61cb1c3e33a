import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListTenantsInput } from "@/lib/accounts/inputs";
import type { TenantRow } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** Tenants by name, `pageSize` at a time; `next` is the `after` of the following page, null at the end. */
export async function listTenants(
  ctx: Ctx,
  input: z.input<typeof ListTenantsInput>,
): Promise<{ rows: TenantRow[]; next: string | null }> {
  authorizeStaff(ctx, "staff:read");
  const { q, status, after } = parseInput(ListTenantsInput, input);
  const since = new Date(ctx.now.getTime() - 24 * 60 * 60 * 1000).toISOString();
  const until = ctx.now.toISOString();
  const pattern = q ? `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` : null;
  const found = await database().execute<TenantRow & Record<string, unknown>>(sql`
    with page as (
      select * from tenant t
       where (${pattern}::text is null or t.name ilike ${pattern})
         and (${status ?? null}::text is null or t.status = ${status ?? null})
         and (${after ?? null}::text is null
              or (lower(t.name), t.id) > (select lower(c.name), c.id from tenant c where c.id = ${after ?? null}))
       order by lower(t.name), t.id limit ${pageSize + 1}
    )
    select t.id, t.name, t.status,
           case when s.id is not null then json_build_object('planId', p.id, 'name', p.name, 'number', v.number,
             'status', held_status(s, ${until}::timestamptz)) end as plan,
           coalesce(c.calls, 0)::float8 as calls, coalesce(c.refused, 0)::float8 as refused,
           to_char(l.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastCallAt"
      from page t
      left join subscription s on s.tenant_id = t.id and s.replaced_at is null
      left join plan_version v on v.id = held_version(s, ${until}::timestamptz)
      left join plan p on p.id = v.plan_id
      left join lateral (
        select sum(r.weight) as calls, sum(r.weight) filter (where r.status = 402) as refused from request_log r
         where r.tenant_id = t.id and r.mode = 'live' and r.decided_at >= ${since}::timestamptz
           and r.decided_at <= ${until}::timestamptz) c on true
      left join lateral (
        select r.decided_at from request_log r where r.tenant_id = t.id and r.mode = 'live'
         order by r.decided_at desc limit 1) l on true
     order by lower(t.name), t.id`);
  const rows = [...found];
  const page = rows.slice(0, pageSize);
  return { rows: page, next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}
