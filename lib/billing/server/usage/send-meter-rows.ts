import { rawSql } from "@/db/client";
import { readBillingClock } from "@/lib/billing/server/usage/billing-clock";
import { sendRow, type WaitingRow } from "@/lib/billing/server/usage/send-row";
import { log } from "@/lib/server/log";

/** Tenants that are told of at the same time. */
const atOnce = 4;
/** Stripe takes more; the rest is left to what people wait for. */
const perSecond = 100;
const batch = 5_000;

export type SentCounts = { sent: number; duplicate: number; dead: number; later: number };

/**
 * Reports sealed overage to Stripe: one row at a time for each tenant, several tenants at once. A tenant whose report
 * fails for now is left until its next try, and holds up nobody else.
 * @param only this tenant's rows, whether it is their time or not.
 */
export async function sendMeterRows(now: Date, only?: string): Promise<SentCounts> {
  const counts: SentCounts = { sent: 0, duplicate: 0, dead: 0, later: 0 };
  const rows = await rawSql()<WaitingRow[]>`
    select m.id, m.tenant_id as "tenantId", m.feature_id as "featureId", f.slug, m.identifier, m.units,
           m.sent_ts as "sentTs", m.attempts, m.created_at as "createdAt"
      from meter_row m join feature f on f.id = m.feature_id
     where m.status = 'pending' and (m.next_at <= ${now} or m.tenant_id = ${only ?? null})
       and m.tenant_id = coalesce(${only ?? null}, m.tenant_id)
     order by m.window_start, m.tenant_id, m.seq limit ${batch}`;
  const byTenant = new Map<string, WaitingRow[]>();
  for (const row of rows) {
    const mine = byTenant.get(row.tenantId);
    if (mine) mine.push(row);
    else byTenant.set(row.tenantId, [row]);
  }
  const waiting = [...byTenant.values()];
  const worker = async () => {
    for (let mine = waiting.shift(); mine; mine = waiting.shift()) await sendTenant(mine, now, counts);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return counts;
}

async function sendTenant(rows: readonly WaitingRow[], now: Date, counts: SentCounts): Promise<void> {
  const tenantId = rows[0]?.tenantId ?? "";
  try {
    const billing = await readBillingClock(tenantId, now);
    for (const row of rows) {
      const startedMs = performance.now();
      const status = await sendRow(row, billing, now);
      counts[status]++;
      if (status === "later") return;
      const restMs = (atOnce * 1000) / perSecond - (performance.now() - startedMs);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  } catch (err) {
    counts.later++;
    log().warn({ err, tenantId }, "Overage could not be reported; it is tried again.");
  }
}
