import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListExceptionsInput } from "@/lib/entitlements/inputs";
import type { ExceptionRow } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** Exceptions of one tenant or of all, newest first; `next` is the `after` of the following page. */
export async function listExceptions(
  ctx: Ctx,
  input: z.input<typeof ListExceptionsInput>,
): Promise<{ rows: ExceptionRow[]; next: string | null }> {
  authorizeStaff(ctx, "staff:read");
  const { tenant, state, after } = parseInput(ListExceptionsInput, input);
  const iso = (column: string) => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
  const inForce = sql`(e.withdrawn_at is null and e.ends_at > ${ctx.now.toISOString()}::timestamptz)`;
  const found = await database().execute<ExceptionRow & Record<string, unknown>>(sql`
    select e.id, e.tenant_id as "tenantId", t.name as "tenantName", e.kind, e.feature_id as "featureId",
           f.name as "featureName", e.units::float8 as units, e.reason, coalesce(p.name, e.granted_by) as "grantedBy",
           ${iso("e.starts_at")} as "startsAt", ${iso("e.ends_at")} as "endsAt",
           ${iso("e.withdrawn_at")} as "withdrawnAt"
      from exception e
      join tenant t on t.id = e.tenant_id
      left join feature f on f.id = e.feature_id
      left join person p on p.id = e.granted_by
     where (${tenant ?? null}::text is null or e.tenant_id = ${tenant ?? null})
       and (${state ?? null}::text is null or ${inForce} = (${state ?? null} = 'in_force'))
       and (${after ?? null}::text is null or e.id < ${after ?? null})
     order by e.id desc limit ${pageSize + 1}`);
  const rows = [...found];
  const page = rows.slice(0, pageSize);
  return { rows: page, next: rows.length > pageSize ? (page.at(-1)?.id ?? null) : null };
}
