import type { z } from "zod";
import { rawSql } from "@/db/client";
import { CreditMovesInput } from "@/lib/billing/credit-inputs";
import type { Listed } from "@/lib/billing/staff-views";
import type { CreditMoveView } from "@/lib/billing/views";
import { creditDecimal } from "@/lib/credits";
import { invalidField } from "@/lib/invalid-field";
import { parseInput } from "@/lib/parse-input";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

type Row = {
  id: string;
  at: Date;
  kind: CreditMoveView["kind"];
  micro: number;
  note: string | null;
  invoiceId: string | null;
};

const perPage = 50;

/**
 * How the credits of the caller's tenant came and went, newest first: a reading of the ledger. What was used is summed
 * by days of UTC. Why staff gave or took some stays with staff.
 */
export async function listCreditMoves(
  ctx: Ctx,
  input: z.input<typeof CreditMovesInput> = {},
): Promise<Listed<CreditMoveView>> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const { after } = parseInput(CreditMovesInput, input);
  const [at, id] = after === undefined ? [null, null] : cursorOf(after);
  const rows = await rawSql()<Row[]>`
    with lot as (
      select c.id, c.account_id, c.kind, c.micro, c.source_id, c.reason, c.created_at
        from credit_lot c where c.tenant_id = ${tenantId}
    ), move as (
      select 'lot:' || id as id, created_at as at, case kind when 'bought' then 'bought' else 'granted' end as kind, micro,
             case kind when 'bought' then reason end as note, source_id
        from lot
      union all
      select t.source || ':' || t.source_key || ':' || t.line, t.at,
             case t.kind when 'expiry' then 'expired' when 'refund' then 'refunded' when 'dispute' then 'refunded'
                         else 'withdrawn' end,
             -t.amount, null, lot.source_id
        from lot join ledger_transfer t on t.from_account = lot.account_id
       where t.kind not in ('usage', 'overrun', 'late', 'gap')
         -- What covers a debt of another lot stays with the tenant.
         and t.source <> 'credit_debt'
      union all
      select 'used:' || to_char(t.at at time zone 'UTC', 'YYYY-MM-DD'), max(t.at), 'used', -sum(t.amount)::bigint, null, null
        from lot join ledger_transfer t on t.from_account = lot.account_id
       where t.kind in ('usage', 'overrun', 'late', 'gap')
       group by 1
    )
    select m.id, m.at, m.kind, m.micro, m.note, i.id as "invoiceId"
      from move m
      left join invoice i on i.tenant_id = ${tenantId} and i.payment_intent_id = m.source_id and m.kind in ('bought', 'refunded')
     where ${at}::timestamptz is null or (date_trunc('milliseconds', m.at), m.id) < (${at}::timestamptz, ${id}::text)
     order by date_trunc('milliseconds', m.at) desc, m.id desc
     limit ${perPage + 1}`;
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  return {
    rows: page.map(({ micro, at: moved, ...row }) => ({
      ...row,
      at: moved.toISOString(),
      credits: creditDecimal(micro),
    })),
    next: rows.length > perPage && last ? `${last.at.toISOString()} ${last.id}` : null,
  };
}

function cursorOf(after: string): [Date, string] {
  const at = new Date(after.slice(0, 24));
  if (Number.isNaN(at.getTime()) || after[24] !== " ") throw invalidField("/after", "unknown", "No page begins there.");
  return [at, after.slice(25)];
}
