import { eq } from "drizzle-orm";
import { database, rawSql } from "@/db/client";
import { topUp } from "@/db/schema/invoices";
import { claimTopUp } from "@/lib/billing/server/credits/claim-top-up";
import { continueTopUp } from "@/lib/billing/server/credits/continue-top-up";
import { endUnconfirmed } from "@/lib/billing/server/credits/end-unconfirmed";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { log } from "@/lib/server/log";

export type TopUpCounts = { begun: number; continued: number; ended: number; failed: number };

const perTurn = 50;

/**
 * Worker duty: fills up credits where a member agreed to it. Looks at balances, never at calls: a refused call charges
 * nothing, and a loop of them neither. What an earlier turn left behind is taken on first. `now` is real time.
 */
export async function runTopUps(now: Date): Promise<TopUpCounts> {
  const counts: TopUpCounts = { begun: 0, continued: 0, ended: 0, failed: 0 };
  if (currentMode() === "manual") return counts;
  for (const id of await left(now)) counts.continued += await guarded(id, counts, () => continueTopUp(id, now));
  for (const id of await unconfirmed()) counts.ended += await guarded(id, counts, () => endUnconfirmed(id, now));
  for (const tenantId of await low(now)) {
    counts.begun += await guarded(tenantId, counts, async () => {
      const id = await claimTopUp(tenantId, now);
      if (id) await continueTopUp(id, now);
      return id !== null;
    });
  }
  return counts;
}

/** One tenant's fault stops no other. */
async function guarded(id: string, counts: TopUpCounts, deed: () => Promise<boolean>): Promise<number> {
  try {
    return (await deed()) ? 1 : 0;
  } catch (err) {
    counts.failed++;
    log().error({ err, id }, "an automatic top-up could not go on");
    return 0;
  }
}

/** An attempt whose call is being sent, or has its next look ahead of it, is let alone. */
async function left(now: Date): Promise<string[]> {
  const rows = await rawSql()<{ id: string }[]>`
    select t.id from top_up t
     where t.status in ('claimed', 'unknown')
       and not exists (select 1 from stripe_command c
                        where starts_with(c.idempotency_key, 'topup:' || t.id || ':')
                          and c.status in ('sent', 'unknown') and c.next_at > ${now})
     order by t.created_at limit ${perTurn}`;
  return rows.map(({ id }) => id);
}

const unconfirmed = async (): Promise<string[]> =>
  (await database().select({ id: topUp.id }).from(topUp).where(eq(topUp.status, "needs_action")).limit(perTurn)).map(
    ({ id }) => id,
  );

/** Tenants whose credits are below what they set, and whose rule lets an attempt begin; asked again under a lock. */
async function low(now: Date): Promise<string[]> {
  const rows = await rawSql()<{ tenantId: string }[]>`
    select r.tenant_id as "tenantId"
      from top_up_rule r
      left join billing_account b on b.tenant_id = r.tenant_id
     where (r.state = 'armed'
            or r.state = 'cooldown' and r.cooldown_until <= ${now}::timestamptz
               + make_interval(secs => coalesce(b.clock_offset_seconds, 0)))
       and r.threshold_micro > (select coalesce(sum(a.posted - a.consumed), 0)
                                  from credit_lot c join ledger_account a on a.account_id = c.account_id
                                 where c.tenant_id = r.tenant_id and (c.expires_at is null or c.expires_at > ${now}))
     limit ${perTurn}`;
  return rows.map(({ tenantId }) => tenantId);
}
