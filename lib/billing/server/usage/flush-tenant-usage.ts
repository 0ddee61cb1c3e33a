import { rawSql } from "@/db/client";
import { sealTenant } from "@/lib/billing/server/usage/seal-tenant";
import { flushedUntil } from "@/lib/billing/server/usage/sealed-until";
import { sendMeterRows } from "@/lib/billing/server/usage/send-meter-rows";
import { sendingMark } from "@/lib/billing/server/usage/send-row";

const patienceMs = 3_000;
const pauseMs = 100;

/**
 * Reports a tenant's overage up to now instead of at the end of the hour: before its plan is changed, its clock moved,
 * or its invoice finished. Waits some seconds for what the gateways have not written down yet; whatever comes after is
 * reported as late. Answers how many rows still wait, because Stripe did not take them.
 */
export async function flushTenantUsage(tenantId: string, now: Date): Promise<{ pending: number }> {
  const [account] = await rawSql()`
    select 1 from billing_account b where b.tenant_id = ${tenantId} and b.stripe_customer_id is not null
       and exists (select 1 from ledger_account a
                    where a.tenant_id = b.tenant_id and a.kind = 'overage' and a.mode = 'live')`;
  if (!account) return { pending: 0 };
  const giveUpMs = performance.now() + patienceMs;
  for (;;) {
    const until = await flushedUntil(rawSql(), now);
    if (!until || until >= now || performance.now() > giveUpMs) break;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await sealTenant(tenantId, now, now);
  for (;;) {
    await sendMeterRows(now, tenantId);
    const [left] = await rawSql()<{ pending: number; sending: number }[]>`
      select count(*)::int as pending, count(*) filter (where error = ${sendingMark})::int as sending
        from meter_row where tenant_id = ${tenantId} and status = 'pending'`;
    // The worker may be about some of them.
    if (!left || left.sending === 0 || performance.now() > giveUpMs) return { pending: left?.pending ?? 0 };
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
