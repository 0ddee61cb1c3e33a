import type { Sql } from "@/db/connect";

/** Micro-credits that a tenant has left over all lots that are not over; what calls in flight hold is still left. */
export async function sumCredits(sql: Sql, tenantId: string, now: Date): Promise<number> {
  const [row] = await sql<{ micro: number }[]>`
    select coalesce(sum(a.posted - a.consumed), 0)::float8 as micro
      from credit_lot c join ledger_account a on a.account_id = c.account_id
     where c.tenant_id = ${tenantId} and (c.expires_at is null or c.expires_at > ${now})`;
  return row?.micro ?? 0;
}
