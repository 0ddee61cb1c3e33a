import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { PlanRow } from "@/lib/catalog/views";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Every plan in service, with its live version, whether a draft waits, and how many tenants hold it. */
export async function listPlans(ctx: Ctx): Promise<PlanRow[]> {
  authorizeStaff(ctx, "staff:read");
  const at = ctx.now.toISOString();
  const rows = await database().execute<PlanRow & Record<string, unknown>>(sql`
    select p.id, p.slug, p.name, p.description, p.hidden, p.fallback, g.number as "publishingNumber", d.number as "draftNumber",
           case when l.id is not null then json_build_object('planVersionId', l.id, 'number', l.number,
             'priceMinor', l.price_minor, 'currency', l.currency, 'interval', l.interval) end as live,
           (select count(*) from subscription s join plan_version v on v.id = held_version(s, ${at}::timestamptz)
             where v.plan_id = p.id and s.replaced_at is null and held_status(s, ${at}::timestamptz) <> 'ended')::int as tenants
      from plan p
      left join lateral (select * from plan_version v where v.plan_id = p.id and v.status = 'published'
                          order by v.number desc limit 1) l on true
      left join lateral (select v.number from plan_version v where v.plan_id = p.id and v.status = 'publishing'
                          order by v.number desc limit 1) g on true
      left join plan_version d on d.plan_id = p.id and d.status = 'draft'
     where p.archived_at is null
     order by p.position, p.name`);
  return [...rows];
}
