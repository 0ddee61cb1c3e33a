import type { Sql } from "@/db/connect";
import type { CardHolder } from "@/lib/analytics/metrics/card-exposure";
import { type MrrHistory, mrrBefore } from "@/lib/analytics/metrics/mrr-history";

/** A card by its last day: it is good to the end of its month. */
export type HeldCard = { brand: string; last4: string; expiresAtMs: number };
export type CardOwner = CardHolder & { tenantName: string; cards: HeldCard[] };

type Row = {
  tenantId: string;
  nextChargeAt: Date;
  cards: { brand: string; last4: string; month: number; year: number }[];
};

/**
 * Every tenant with MRR in a currency, with its cards and its next charge; without a card or charge of Stripe's it has
 * nothing that could expire before it. Both are told in billing time, in which cards expire too.
 */
export async function readCardHolders(
  sql: Sql,
  histories: readonly MrrHistory[],
  of: { now: Date; currency: string },
): Promise<CardOwner[]> {
  const rows = await sql<Row[]>`
    select s.tenant_id as "tenantId", min(coalesce(s.period_end, s.trial_end)) as "nextChargeAt",
           (select jsonb_agg(jsonb_build_object('brand', m.brand, 'last4', m.last4, 'month', m.exp_month, 'year', m.exp_year))
              from payment_method m where m.tenant_id = s.tenant_id and m.detached_at is null) as cards
      from billing_subscription s
     where s.billed_by = 'stripe' and s.ended_at is null and s.cancel_at is null and s.period_end is not null
       and s.status in ('active', 'past_due', 'trialing')
     group by s.tenant_id`;
  const byTenant = new Map(rows.map((row) => [row.tenantId, row]));
  return histories.flatMap((history) => {
    const mrrMinor = mrrBefore(history, of.now.getTime() + 1, of.currency);
    if (mrrMinor === 0) return [];
    const { tenantId, tenantName } = history;
    const row = byTenant.get(tenantId);
    const cards = (row?.cards ?? []).map(({ brand, last4, month, year }) => ({
      brand,
      last4,
      // Months count from 0 here, so this is the first of the month after.
      expiresAtMs: Date.UTC(year, month, 1),
    }));
    return [
      {
        tenantId,
        tenantName,
        mrrMinor,
        cards,
        cardExpiriesMs: cards.map(({ expiresAtMs }) => expiresAtMs),
        nextChargeAtMs: row?.nextChargeAt.getTime() ?? null,
      },
    ];
  });
}
