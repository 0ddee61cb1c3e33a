import { rawSql } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { log } from "@/lib/server/log";

/**
 * Tells what time alone brings: grace and trials that end, cards that stop working. Asks only tenants for whom time
 * brings something; one tenant's fault stops no other.
 */
export async function noticeByTheClock(now: Date): Promise<{ told: number; failed: number }> {
  const rows = await rawSql()<{ tenantId: string }[]>`
    select g.tenant_id as "tenantId"
      from subscription g
      left join billing_account a on a.tenant_id = g.tenant_id
      left join payment_method m on m.stripe_payment_method_id = a.default_payment_method_id
     where g.replaced_at is null
       and (g.status in ('trialing', 'grace') or g.ends_at is not null
            or make_date(m.exp_year, m.exp_month, 1)
               <= (${now}::timestamptz + make_interval(secs => coalesce(a.clock_offset_seconds, 0))))`;
  const counts = { told: 0, failed: 0 };
  for (const { tenantId } of rows) {
    try {
      counts.told += (await inTransaction((tx) => noticeMoneyState(tx, { tenantId, now }))).told;
    } catch (err) {
      counts.failed++;
      log().error({ err, tenantId }, "What time brought a tenant could not be told.");
    }
  }
  return counts;
}
