import type { Sql } from "@/db/connect";
import type { PayingEvent } from "@/lib/analytics/metrics/paid-after-refusal";
import { readMrrHistory } from "@/lib/analytics/server/revenue/read-mrr-history";

export type Payment = PayingEvent & { kind: "upgrade" | "top_up" | "overdue_paid"; currency: string };

const closed: ReadonlySet<string> = new Set(["grace", "suspended", "paused"]);

/**
 * Money of a window that may follow a refusal (M4): a plan that costs more than the one before (what it adds to a month),
 * credits that were bought, and invoices that were paid after a failed attempt or their due day. Without tax, in minor
 * units. Ordinary renewals are none of it.
 */
export async function readPayments(
  sql: Sql,
  { from, to, tenantId }: { from: Date; to: Date; tenantId?: string | undefined },
): Promise<Payment[]> {
  const ofTenant = (column: string) => (tenantId === undefined ? sql`` : sql`and ${sql(column)} = ${tenantId}`);
  const [histories, amounts] = await Promise.all([
    readMrrHistory(sql, to, tenantId),
    sql<{ tenantId: string; at: Date; kind: "top_up" | "overdue_paid"; amountMinor: number; currency: string }[]>`
      select l.tenant_id as "tenantId", l.created_at as at, 'top_up' as kind,
             coalesce(i.subtotal_minor, 0)::float8 as "amountMinor", coalesce(i.currency, '') as currency
        from credit_lot l left join invoice i on i.tenant_id = l.tenant_id and i.payment_intent_id = l.source_id
       where l.kind = 'bought' and l.created_at >= ${from} and l.created_at < ${to} ${ofTenant("l.tenant_id")}
      union all
      select i.tenant_id, i.paid_at, 'overdue_paid', i.subtotal_minor::float8, i.currency
        from invoice i
       where i.status = 'paid' and i.paid_at >= ${from} and i.paid_at < ${to} ${ofTenant("i.tenant_id")}
         and (i.due_at < i.paid_at and i.billed_by = 'manual'
              or exists (select 1 from payment_attempt p where p.invoice_id = i.id and not p.ok and p.at < i.paid_at))`,
  ]);
  const upgrades = histories.flatMap(({ tenantId: id, steps }) =>
    steps.flatMap((step, at): Payment[] => {
      const before = steps[at - 1];
      const added = step.mrrMinor - (before?.mrrMinor ?? 0);
      // Access that came back with a payment is told by its invoice.
      const isBack = before?.planVersionId === step.planVersionId && closed.has(before?.status ?? "");
      if (added <= 0 || isBack || step.atMs < from.getTime() || step.atMs >= to.getTime()) return [];
      return [{ tenantId: id, atMs: step.atMs, kind: "upgrade", amountMinor: added, currency: step.currency ?? "" }];
    }),
  );
  const others = amounts.map(({ at, ...payment }): Payment => ({ ...payment, atMs: at.getTime() }));
  return [...upgrades, ...others].sort((a, b) => a.atMs - b.atMs);
}
