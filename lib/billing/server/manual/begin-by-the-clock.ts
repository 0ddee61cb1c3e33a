import { rawSql } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { lockAccount } from "@/lib/billing/server/checkout/lock-account";
import { noticeMoneyState } from "@/lib/billing/server/notices/notice-money-state";
import { settleAccess } from "@/lib/billing/server/sync/settle-access";
import { log } from "@/lib/server/log";
import { systemCtx } from "@/lib/server/system-ctx";

/**
 * Worker duty: gives what is billed by hand and was agreed for a later day once that day has come. Where it follows
 * something, access goes over by itself, and only who bills is written here. One tenant's fault stops no other.
 */
export async function beginByTheClock(now: Date): Promise<{ begun: number; failed: number }> {
  const counts = { begun: 0, failed: 0 };
  for (const tenantId of await findBegun(now)) {
    try {
      counts.begun += await inTransaction(async (tx) => {
        await lockAccount(tx, tenantId, now);
        const { isChanged } = await settleAccess(tx, systemCtx("clock", now), tenantId, now);
        if (isChanged) await noticeMoneyState(tx, { tenantId, now });
        return isChanged ? 1 : 0;
      });
    } catch (err) {
      counts.failed++;
      log().error({ err, tenantId }, "What was agreed for today could not be given.");
    }
  }
  return counts;
}

/** Tenants with a running term that their grant is not of, and whom nothing of Stripe's serves. */
async function findBegun(now: Date): Promise<string[]> {
  const rows = await rawSql()<{ tenantId: string }[]>`
    select distinct s.tenant_id as "tenantId"
      from billing_subscription s
      left join billing_account b on b.tenant_id = s.tenant_id
      left join subscription g on g.tenant_id = s.tenant_id and g.replaced_at is null
      cross join lateral (
        select ${now}::timestamptz + make_interval(secs => coalesce(b.clock_offset_seconds, 0)) as here
      ) clock
     where s.billed_by <> 'stripe' and s.ended_at is null and s.plan_version_id is not null
       and s.started_at <= clock.here and (s.cancel_at is null or s.cancel_at > clock.here)
       and (s.status <> 'trialing' or s.trial_end is null or s.trial_end > clock.here)
       and (g.id is null or g.source <> s.billed_by or g.started_at < s.started_at)
       and not coalesce(g.source = 'stripe' and g.status in ('trialing', 'active', 'grace')
                        and (g.ends_at is null or g.ends_at > clock.here), false)`;
  return rows.map(({ tenantId }) => tenantId);
}
