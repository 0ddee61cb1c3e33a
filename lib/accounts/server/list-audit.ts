import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListAuditInput } from "@/lib/accounts/inputs";
import type { AuditRow } from "@/lib/accounts/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** Who changed what, newest first; `next` is the `after` of the following page. Ids are ordered by time. */
export async function listAudit(
  ctx: Ctx,
  input: z.input<typeof ListAuditInput>,
): Promise<{ rows: AuditRow[]; next: string | null }> {
  authorizeStaff(ctx, "staff:read");
  const { tenant, action, object, after } = parseInput(ListAuditInput, input);
  const found = await database().execute<AuditRow & Record<string, unknown>>(sql`
    select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
           coalesce(p.name, a.actor_id, a.actor_kind) as actor, a.actor_kind as "actorKind", a.action,
           a.object_kind as "objectKind", a.object_id as "objectId",
           case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant,
           a.before, a.after, a.reason, a.address
      from audit_log a
      left join person p on p.id = a.actor_id
      left join tenant t on t.id = a.tenant_id
     where (${tenant ?? null}::text is null or a.tenant_id = ${tenant ?? null})
       and (${action ?? null}::text is null or a.action = ${action ?? null}
            or a.action like ${action ?? ""} || '.%')
       and (${object ?? null}::text is null or a.object_id = ${object ?? null})
       and (${after ?? null}::text is null
            or (a.at, a.id) < (select c.at, c.id from audit_log c where c.id = ${after ?? null}))
     order by a.at desc, a.id desc limit ${pageSize + 1}`);
  const rows = [...found];
  const page = rows.slice(0, pageSize);
  return { rows: page, next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}
