import type { Sql } from "@/db/connect";
import { closeStatements } from "@/lib/billing/server/manual/close-statements";
import { recordInvoice } from "@/lib/billing/server/manual/record-invoice";
import { actAt } from "@/scripts/seed/act-at";

const dayMs = 86_400_000;
/** Two closed months of invoices, and what of them is due. */
const invoicedDays = 75;
const paidAfterDays = 9;

/** What tenants that are billed by hand owed for each period, and the operator's own invoices of the last two months. */
export async function writeStatements(sql: Sql, now: Date): Promise<void> {
  await closeStatements(now);
  await sql`update statement set closed_at = least(period_end + interval '65 minutes', ${now}::timestamptz)`;
  const stated = await sql<{ id: string; tenantId: string; totalMinor: number; currency: string; closedAt: Date }[]>`
    select id, tenant_id as "tenantId", total_minor as "totalMinor", currency, closed_at as "closedAt"
      from statement
     where total_minor > 0 and closed_at > ${new Date(now.getTime() - invoicedDays * dayMs)}
       and closed_at < ${new Date(now.getTime() - dayMs)}
     order by closed_at, id`;
  for (const [at, { id: statementId, tenantId, totalMinor, currency, closedAt }] of stated.entries()) {
    const invoicedAt = new Date(closedAt.getTime() + dayMs / 4);
    const paidAt = new Date(invoicedAt.getTime() + paidAfterDays * dayMs);
    const { invoiceId } = await recordInvoice(actAt(invoicedAt), {
      tenantId,
      number: `NL-${1001 + at}`,
      amountMinor: totalMinor,
      currency,
      dueAt: new Date(invoicedAt.getTime() + 14 * dayMs).toISOString(),
      statementId,
    });
    if (paidAt >= now) continue;
    await sql`update invoice set status = 'paid', paid_minor = total_minor, due_minor = 0, paid_at = ${paidAt} where id = ${invoiceId}`;
  }
}
