import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

type Lot = { accountId: string; left: string };

/**
 * Covers lots that are below nothing, because what was used of them was given back, from the tenant's other lots in the
 * order in which they burn. The ledger moves it once for a key. The caller tells the gateways.
 */
export async function coverDebt(tx: Transaction, of: { tenantId: string; key: string; now: Date }): Promise<void> {
  // The ledger's rows are its functions' to lock.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`credit_debt:${of.tenantId}`}, 0))`);
  const lots = await tx.execute<Lot>(sql`
    select a.account_id as "accountId", a.posted - a.consumed as left
      from credit_lot c join ledger_account a on a.account_id = c.account_id
     where c.tenant_id = ${of.tenantId} and a.posted <> a.consumed
       and (a.posted < a.consumed or c.expires_at is null or c.expires_at > ${of.now.toISOString()}::timestamptz)
     order by c.priority, c.expires_at nulls last, c.id`);
  const debts = lots.filter(({ left }) => Number(left) < 0).map((lot) => ({ ...lot, open: -Number(lot.left) }));
  const rich = lots.filter(({ left }) => Number(left) > 0).map((lot) => ({ ...lot, free: Number(lot.left) }));
  const lines: object[] = [];
  for (const debt of debts) {
    for (const lot of rich) {
      const amount = Math.min(debt.open, lot.free);
      if (amount <= 0) continue;
      debt.open -= amount;
      lot.free -= amount;
      lines.push({
        line: lines.length + 1,
        kind: "correction",
        unit: "microcredit",
        from: lot.accountId,
        to: debt.accountId,
        amount,
        reason: "Covers credits that were used and given back",
      });
    }
  }
  if (lines.length === 0) return;
  await tx.execute(sql`select ledger_post('credit_debt', ${of.key}, ${JSON.stringify(lines)}::jsonb)`);
}
