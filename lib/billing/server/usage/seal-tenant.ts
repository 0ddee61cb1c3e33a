import { database, rawSql } from "@/db/client";
import { allotUnits } from "@/lib/billing/allot-units";
import { billingNow } from "@/lib/billing/billing-now";
import { meterInstant } from "@/lib/billing/meter-timestamp";
import { raiseTask } from "@/lib/billing/server/tasks/raise-task";
import type { Queries } from "@/lib/billing/server/usage/queries";
import { type OpenAccount, readWindows } from "@/lib/billing/server/usage/read-windows";
import { newId } from "@/lib/id";

const hourMs = 60 * 60 * 1000;

/**
 * Writes down what of a tenant's overage before `until` Stripe was not told yet: one row for each ledger account and
 * hour, never changed afterwards. What comes later to such an hour is a further row. Answers how many were written.
 */
export async function sealTenant(tenantId: string, until: Date, now: Date): Promise<number> {
  return rawSql().begin(async (tx) => {
    // The worker and a change of plan may seal one tenant at the same time.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`meter_row:${tenantId}`}, 0))`;
    // The grant's own clock, by which the ledger's periods are counted.
    const [clock] = await tx<{ offset: number }[]>`select tenant_clock_offset(${tenantId}) as "offset"`;
    let written = 0;
    for (const account of await readWindows(tx, tenantId, until)) {
      written += await sealAccount(tx, tenantId, account, clock?.offset ?? 0, now);
      if (account.openUnits < 0 && account.isSealed) {
        const details = { units: -account.openUnits, featureId: account.featureId };
        await raiseTask(database(), {
          tenantId,
          kind: "usage_overreported",
          objectId: account.accountId,
          details,
          now,
        });
      }
    }
    return written;
  });
}

/** The instant at which a row counts is kept with it: a clock that is moved later must not move what was used before. */
async function sealAccount(tx: Queries, tenantId: string, account: OpenAccount, offset: number, now: Date) {
  const { accountId, featureId, planVersionId, periodEnd } = account;
  const rows = allotUnits(account.windows, account.openUnits);
  for (const { windowStart, units } of rows) {
    const counts = billingNow(meterInstant(new Date(windowStart.getTime() + hourMs), periodEnd), offset);
    const hour = windowStart.toISOString().slice(0, 13).replaceAll(/\D/g, "");
    await tx`
      insert into meter_row (id, tenant_id, feature_id, plan_version_id, window_start, seq, account_id, units, identifier,
                             sent_ts, status, next_at, created_at)
      select ${newId("meterRow", now)}, ${tenantId}, ${featureId}, ${planVersionId}, ${windowStart}, n.seq, ${accountId},
             ${units}, ${`${tenantId}:${featureId}:${hour}:`}::text || n.seq, ${counts}, 'pending', ${now}, ${now}
        from (select coalesce(max(seq) + 1, 0) as seq from meter_row
               where tenant_id = ${tenantId} and feature_id = ${featureId} and window_start = ${windowStart}) n`;
  }
  return rows.length;
}
