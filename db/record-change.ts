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
