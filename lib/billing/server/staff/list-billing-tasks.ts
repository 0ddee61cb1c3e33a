import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListBillingTasksInput } from "@/lib/billing/staff-inputs";
import type { BillingTaskView, Listed } from "@/lib/billing/staff-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** What billing found and a person must decide, newest first. */
export async function listBillingTasks(
  ctx: Ctx,
  input: z.input<typeof ListBillingTasksInput>,
): Promise<Listed<BillingTaskView>> {
  authorizeStaff(ctx, "staff:billing");
  const { tenant, open, after } = parseInput(ListBillingTasksInput, input);
  const found = await database().execute<BillingTaskView & Record<string, unknown>>(sql`
    select b.id, b.kind, b.object_id as "objectId", b.details,
           case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant,
           to_char(b.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"
      from billing_task b
      left join tenant t on t.id = b.tenant_id
     where (b.closed_at is null) = ${open === "true"}
       and (${tenant ?? null}::text is null or b.tenant_id = ${tenant ?? null})
       and (${after ?? null}::text is null or b.id < ${after ?? null})
     order by b.id desc limit ${pageSize + 1}`);
  const rows = found.slice(0, pageSize);
  return { rows, next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null };
}
