import type { Sql } from "@/db/connect";
import type { CollectedInvoice } from "@/lib/analytics/metrics/recovery-cohorts";

export type CollectedRow = CollectedInvoice & {
  invoiceId: string;
  number: string | null;
  tenantId: string;
  tenantName: string;
  declineCode: string | null;
  attempts: number;
  status: string;
};

type Row = Omit<CollectedRow, "firstAtMs" | "paidAtMs"> & { firstAt: Date; paidAt: Date | null };

/**
 * Invoices whose collection was tried for the first time in [from, to), in one currency. Of an invoice by hand the due
 * date is that first time, and it failed when it was not paid by then. Instants are real time.
 */
export async function readCollected(
  sql: Sql,
  of: { from: Date; to: Date; now: Date; currency: string },
): Promise<CollectedRow[]> {
  const rows = await sql<Row[]>`
    select c.*, t.name as "tenantName" from (
      select i.id as "invoiceId", i.number, i.tenant_id as "tenantId", i.status, i.status = 'open' as "isOpen",
             f.at as "firstAt", not f.ok as "firstFailed", coalesce(f.cause, 'unknown') as cause,
             f.decline_code as "declineCode", f.amount_minor::float8 as "amountMinor",
             (select count(*)::int from payment_attempt a where a.invoice_id = i.id) as attempts,
             coalesce((select min(a.at) from payment_attempt a where a.invoice_id = i.id and a.ok),
                      case when i.status = 'paid'
                           then i.paid_at - make_interval(secs => coalesce(b.clock_offset_seconds, 0)) end) as "paidAt"
        from (select distinct on (invoice_id) * from payment_attempt order by invoice_id, attempt) f
        join invoice i on i.id = f.invoice_id
        left join billing_account b on b.tenant_id = i.tenant_id
       where f.at >= ${of.from} and f.at < ${of.to} and f.at <= ${of.now} and i.currency = ${of.currency}
      union all
      select i.id, i.number, i.tenant_id, i.status, i.status = 'open', i.due, i.paid is null or i.paid > i.due,
             'not_paid_by_due_date', null, i.total_minor::float8, 0, i.paid
        from (select i.*, i.due_at - make_interval(secs => coalesce(b.clock_offset_seconds, 0)) as due,
                     i.paid_at - make_interval(secs => coalesce(b.clock_offset_seconds, 0)) as paid
                from invoice i left join billing_account b on b.tenant_id = i.tenant_id
               where i.billed_by = 'manual' and i.due_at is not null and i.status in ('open', 'paid', 'uncollectible')) i
       where i.due >= ${of.from} and i.due < ${of.to} and i.due <= ${of.now} and i.currency = ${of.currency}
    ) c join tenant t on t.id = c."tenantId"
    order by c."firstAt" desc, c."invoiceId"`;
  return rows.map(({ firstAt, paidAt, ...row }) => ({
    ...row,
    firstAtMs: firstAt.getTime(),
    paidAtMs: paidAt?.getTime() ?? null,
  }));
}
