import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiKey, keySecret } from "@/db/schema/keys";
import { requestLog } from "@/db/schema/metering";
import { bookUse } from "@/scripts/seed/book-use";
import { inChunks } from "@/scripts/seed/in-chunks";
import type { PeriodUse, RequestRow } from "@/scripts/seed/tell-history";

/** Writes invented calls so that the log, the usage events and the ledger agree to the unit. */
export async function writeHistory(
  tx: Transaction,
  tenantId: string,
  nodeId: string,
  history: { rows: RequestRow[]; use: PeriodUse[] },
  now: Date,
): Promise<void> {
  for (const rows of inChunks(history.rows, getTableColumns(requestLog))) await tx.insert(requestLog).values(rows);
  await bookUse(tx, tenantId, nodeId, history, now);
  const lastUsed = new Map(history.rows.map((row) => [row.keyId ?? "", row.decidedAt]));
  for (const [keyId, lastUsedAt] of lastUsed) {
    await tx
      .update(apiKey)
      .set({ lastUsedAt })
      .where(and(eq(apiKey.tenantId, tenantId), eq(apiKey.id, keyId)));
    await tx
      .update(keySecret)
      .set({ lastUsedAt, lastUsedAddress: "192.0.2.10" })
      .where(and(eq(keySecret.tenantId, tenantId), eq(keySecret.keyId, keyId)));
  }
  // Posts what exceptions add to the period that runs.
  await tx.execute(sql`select record_change('tenant', ${tenantId}, ${tenantId})`);
}
