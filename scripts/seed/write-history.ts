import { and, eq, getTableColumns } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiKey, keySecret } from "@/db/schema/keys";
import { ledgerAccount, requestLog, usageEvent } from "@/db/schema/metering";
import { newId } from "@/lib/id";
import type { PeriodUse, RequestRow } from "@/scripts/seed/tell-history";

/** A statement has at most 65,535 parameters. */
const chunk = Math.floor(60_000 / Object.keys(getTableColumns(requestLog)).length);

function* chunks<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += chunk) yield rows.slice(at, at + chunk);
}

/** Writes invented calls so that the log, the usage events and the ledger agree to the unit. */
export async function writeHistory(
  tx: Transaction,
  tenantId: string,
  nodeId: string,
  history: { rows: RequestRow[]; use: PeriodUse[] },
): Promise<void> {
  for (const rows of chunks(history.rows)) await tx.insert(requestLog).values(rows);
  for (const use of history.use) {
    const accountId = newId("account", use.start);
    await tx.insert(ledgerAccount).values({
      tenantId,
      accountId,
      featureId: use.featureId,
      mode: "live",
      periodStart: use.start,
      periodEnd: use.end,
      posted: use.limit,
      consumed: use.units,
    });
    const charged = history.rows.filter(
      (row) =>
        row.featureId === use.featureId &&
        (row.units ?? 0) > 0 &&
        row.decidedAt >= use.start &&
        row.decidedAt < use.end,
    );
    for (const rows of chunks(charged)) {
      await tx.insert(usageEvent).values(
        rows.map((row) => ({
          tenantId,
          requestId: row.requestId,
          accountId,
          nodeId,
          keyId: row.keyId ?? "",
          routeId: row.routeId ?? "",
          outcome: "ok" as const,
          heldUnits: row.units ?? 0,
          chargedUnits: row.units ?? 0,
          admittedAt: row.decidedAt,
          settledAt: row.decidedAt,
        })),
      );
    }
  }
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
}
