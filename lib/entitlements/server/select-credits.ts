import type { Sql } from "@/db/connect";
import { creditDecimal } from "@/lib/credits";
import type { CreditsView } from "@/lib/entitlements/views";

type Row = {
  id: string;
  kind: "plan" | "bought" | "granted";
  micro: number;
  priority: number;
  expiresAt: Date | null;
  createdAt: Date;
  reason: string;
  createdBy: string;
  leftMicro: number;
  heldMicro: number;
  isOver: boolean;
};

/** Lots that are over stay in the list for as long as anybody would ask about them. */
const listedLots = 200;

/** A tenant's credit lots with what is left of each. Who may ask is the caller's matter. */
export async function selectCredits(sql: Sql, tenantId: string, now: Date): Promise<CreditsView> {
  const rows = await sql<Row[]>`
    select c.id, c.kind, c.micro, c.priority, c.expires_at as "expiresAt", c.created_at as "createdAt", c.reason,
           coalesce(p.name, c.created_by) as "createdBy", a.posted - a.consumed as "leftMicro",
           a.reserved as "heldMicro", coalesce(c.expires_at <= ${now}, false) as "isOver"
      from credit_lot c
      join ledger_account a on a.account_id = c.account_id
      left join person p on p.id = c.created_by
     where c.tenant_id = ${tenantId}
     order by "isOver", a.posted <= a.consumed, c.priority, c.expires_at nulls last, c.id
     limit ${listedLots}`;
  const open = rows.filter((row) => !row.isOver);
  const sum = (pick: (row: Row) => number) => creditDecimal(open.reduce((total, row) => total + pick(row), 0));
  return {
    left: sum((row) => row.leftMicro),
    held: sum((row) => row.heldMicro),
    lots: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      credits: creditDecimal(row.micro),
      left: creditDecimal(row.leftMicro),
      held: creditDecimal(row.heldMicro),
      priority: row.priority,
      expiresAt: row.expiresAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
      state: row.isOver ? "expired" : row.leftMicro > 0 ? "open" : "spent",
      reason: row.reason,
      createdBy: row.createdBy,
    })),
  };
}
