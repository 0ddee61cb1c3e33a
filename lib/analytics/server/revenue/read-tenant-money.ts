import type { Sql } from "@/db/connect";
import { meanMonthMinor, mrrBefore } from "@/lib/analytics/metrics/mrr-history";
import { readMrrHistory } from "@/lib/analytics/server/revenue/read-mrr-history";
import { readUsageRevenue } from "@/lib/analytics/server/revenue/read-usage-revenue";

/** What a tenant is worth to the operator now, in minor units of its one currency, without what it may yet bring. */
export type TenantMoney = {
  /** Recurring, now: 0 in a trial, while suspended, paused or without a plan. */
  mrrMinor: number;
  /** The mean month of the last 90 days: MRR by the time it stood, and overage and credits that were invoiced. */
  mean90Minor: number;
  /** Still to be paid of open invoices, tax included. */
  owedMinor: number;
  currency: string;
};

const windowMs = 90 * 86_400_000;

/** The money of every tenant that ever held a plan or got an invoice, in three queries, by its id. */
export async function readTenantMoney(sql: Sql, now: Date): Promise<Map<string, TenantMoney>> {
  const [histories, usage, owed] = await Promise.all([
    readMrrHistory(sql, now),
    readUsageRevenue(sql, { from: new Date(now.getTime() - windowMs), to: now }),
    sql<{ tenantId: string; owedMinor: number; currency: string }[]>`
      select tenant_id as "tenantId", sum(due_minor)::float8 as "owedMinor", min(currency) as currency
        from invoice where status = 'open' group by tenant_id`,
  ]);
  const [held, beside, open] = [byTenant(histories), byTenant(usage), byTenant(owed)];
  const nowMs = now.getTime();
  const found = new Map<string, TenantMoney>();
  for (const tenantId of new Set([...held.keys(), ...beside.keys(), ...open.keys()])) {
    const history = held.get(tenantId)?.[0] ?? { steps: [] };
    const invoiced = beside.get(tenantId) ?? [];
    const debt = open.get(tenantId)?.[0];
    const currency =
      history.steps.findLast((step) => step.currency !== null)?.currency ?? invoiced[0]?.currency ?? debt?.currency;
    if (!currency) continue;
    const amounts = invoiced
      .filter((one) => one.currency === currency)
      .map(({ at, amountMinor }) => ({ atMs: at.getTime(), amountMinor }));
    const firsts = [history.steps.find(({ mrrMinor }) => mrrMinor > 0)?.atMs, amounts[0]?.atMs];
    const since = Math.min(...firsts.filter((atMs) => atMs !== undefined));
    found.set(tenantId, {
      mrrMinor: mrrBefore(history, nowMs + 1, currency),
      mean90Minor: meanMonthMinor(history, amounts, {
        sinceMs: Number.isFinite(since) ? since : null,
        nowMs,
        currency,
      }),
      owedMinor: debt?.currency === currency ? debt.owedMinor : 0,
      currency,
    });
  }
  return found;
}

function byTenant<Row extends { tenantId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.tenantId, [...(found.get(row.tenantId) ?? []), row]);
  return found;
}
