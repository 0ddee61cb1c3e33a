import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

export type Change =
  | { subject: "catalog"; subjectId: string }
  | { subject: "tenant"; subjectId: string }
  | { subject: "key"; subjectId: string; tenantId: string };

/**
 * Tells every gateway that something they hold in memory changed, in the transaction of the change itself.
 * The id comes from one locked row, so ids appear in commit order and a poller can never skip one.
 * Call it last: the lock is held until the commit.
 */
export async function recordChange(tx: Transaction, change: Change): Promise<void> {
  const tenantId = change.subject === "key" ? change.tenantId : change.subject === "tenant" ? change.subjectId : null;
  await tx.execute(sql`select record_change(${change.subject}, ${change.subjectId}, ${tenantId})`);
}

/**
 * Tells that many tenants changed, in one transaction: `recordChange` for each of them would wait for their accounts
 * while it holds the row that numbers all changes. Call it last, and once.
 */
export async function recordTenantChanges(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
  await tx.execute(sql`select record_tenant_changes(${sql.param([...tenantIds])}::text[])`);
}
