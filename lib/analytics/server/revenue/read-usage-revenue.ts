import type { Sql } from "@/db/connect";

/** Money beside the plan's price, without tax: units beyond everything else, or credits that were paid in advance. */
export type UsageRevenue = {
  tenantId: string;
  /** Real time: when the invoice was made, or the stated period ended. */
  at: Date;
  kind: "overage" | "credits";
  amountMinor: number;
  currency: string;
  /** The paper that says so. */
  paperId: string;
  units: number | null;
};

/**
 * What was invoiced beside the prices of plans in [from, to): overage lines of Stripe's invoices and of statements, and
 * credits that were bought (less what was given back). Invoices that the operator recorded by hand are the papers of
 * statements and are not counted again; drafts, void and written-off invoices are none.
 */
export async function readUsageRevenue(
  sql: Sql,
  window: { from: Date; to: Date },
  only?: string,
): Promise<UsageRevenue[]> {
  return sql<UsageRevenue[]>`
    select * from (
      select i.tenant_id as "tenantId", i.at, 'overage' as kind, (line ->> 'amountMinor')::float8 as "amountMinor",
             i.currency, i.id as "paperId", (line ->> 'units')::float8 as units
        from (select i.*, coalesce(i.finalized_at, i.created_at) - make_interval(secs => coalesce(b.clock_offset_seconds, 0)) as at
                from invoice i left join billing_account b on b.tenant_id = i.tenant_id
               where i.billed_by = 'stripe' and i.status in ('open', 'paid') and i.reason <> 'credits') i,
             jsonb_array_elements(i.lines) as line
       where line ->> 'priceId' is not null and line ->> 'priceId' not like '%:flat'
      union all
      select s.tenant_id, s.period_end - make_interval(secs => coalesce(b.clock_offset_seconds, 0)), 'overage',
             (line ->> 'amountMinor')::float8, s.currency, s.id, (line ->> 'units')::float8
        from statement s left join billing_account b on b.tenant_id = s.tenant_id,
             jsonb_array_elements(s.lines) as line
       where line ->> 'priceId' is not null and line ->> 'priceId' not like '%:flat'
      union all
      select i.tenant_id,
             coalesce(i.paid_at, i.finalized_at, i.created_at) - make_interval(secs => coalesce(b.clock_offset_seconds, 0)),
             'credits',
             round(i.subtotal_minor * (1 - i.refunded_minor::numeric / greatest(i.total_minor, 1)))::float8,
             i.currency, i.id, null
        from invoice i left join billing_account b on b.tenant_id = i.tenant_id
       where i.reason = 'credits' and i.status = 'paid'
    ) beside
     where at >= ${window.from} and at < ${window.to} and "amountMinor" <> 0
       and ${only === undefined ? sql`true` : sql`"tenantId" = ${only}`}
     order by at, "paperId"`;
}
