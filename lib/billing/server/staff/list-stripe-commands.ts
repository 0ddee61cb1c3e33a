import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListStripeCommandsInput } from "@/lib/billing/staff-inputs";
import type { Listed, StripeCommandView } from "@/lib/billing/staff-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** What was asked of Stripe, newest first. */
export async function listStripeCommands(
  ctx: Ctx,
  input: z.input<typeof ListStripeCommandsInput>,
): Promise<Listed<StripeCommandView>> {
  authorizeStaff(ctx, "staff:billing");
  const { status, tenant, after } = parseInput(ListStripeCommandsInput, input);
  const found = await database().execute<StripeCommandView & Record<string, unknown>>(sql`
    select c.id, c.kind, c.idempotency_key as "idempotencyKey", c.status, c.attempts,
           case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant,
           case when c.error is not null then json_build_object('code', c.error ->> 'code',
             'declineCode', c.error ->> 'declineCode', 'message', c.error ->> 'message') end as error,
           to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"
      from stripe_command c
      left join tenant t on t.id = c.tenant_id
     where (${status ?? null}::text is null or c.status = ${status ?? null})
       and (${tenant ?? null}::text is null or c.tenant_id = ${tenant ?? null})
       and (${after ?? null}::text is null or c.id < ${after ?? null})
     order by c.id desc limit ${pageSize + 1}`);
  const rows = found.slice(0, pageSize);
  return { rows, next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null };
}
