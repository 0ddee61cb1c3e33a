import { sql } from "drizzle-orm";
import type { z } from "zod";
import { database } from "@/db/client";
import { ListStripeEventsInput } from "@/lib/billing/staff-inputs";
import type { Listed, StripeEventView } from "@/lib/billing/staff-views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

const pageSize = 50;

/** The inbox, newest first. Payloads are not shown: they hold what people typed at the payment provider. */
export async function listStripeEvents(
  ctx: Ctx,
  input: z.input<typeof ListStripeEventsInput>,
): Promise<Listed<StripeEventView>> {
  authorizeStaff(ctx, "staff:billing");
  const { status, type, tenant, after } = parseInput(ListStripeEventsInput, input);
  const found = await database().execute<StripeEventView & Record<string, unknown>>(sql`
    select e.stripe_event_id as id, e.type, e.object_id as "objectId", e.source, e.status, e.attempts, e.error,
           case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tenant,
           to_char(e.created at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
           to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt",
           to_char(e.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "doneAt"
      from stripe_event e
      left join billing_account a on a.stripe_customer_id = e.stripe_customer_id
      left join tenant t on t.id = a.tenant_id
     where (${status ?? null}::text is null or e.status = ${status ?? null})
       and (${type ?? null}::text is null or e.type = ${type ?? null} or starts_with(e.type, ${type ?? ""} || '.'))
       and (${tenant ?? null}::text is null or a.tenant_id = ${tenant ?? null})
       and (${after ?? null}::text is null or (e.received_at, e.stripe_event_id)
            < (select c.received_at, c.stripe_event_id from stripe_event c where c.stripe_event_id = ${after ?? null}))
     order by e.received_at desc, e.stripe_event_id desc limit ${pageSize + 1}`);
  const rows = found.slice(0, pageSize);
  return { rows, next: found.length > pageSize ? (rows.at(-1)?.id ?? null) : null };
}
