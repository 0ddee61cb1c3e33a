import type { Sql } from "@/db/connect";

/** Payments are looked for so far back, so that one that came while the worker was away is found. */
const backMs = 60 * 60_000;

/** Writes on runs of refusals when a payment page was first opened in them. */
export async function noteCheckouts(sql: Sql, now: Date): Promise<void> {
  await sql`
    update episode e set checkout_at = i.at
      from (select tenant_id, created_at as at from checkout_intent
             where created_at >= ${new Date(now.getTime() - backMs)} and kind <> 'card') i
     where e.tenant_id = i.tenant_id and e.class = 'money' and e.checkout_at is null and e.opened_at <= i.at
       and (e.resolved_at is null or e.resolved_at >= i.at)`;
}
