import { eq, getTableColumns, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { ledgerAccount, ledgerTransfer, node, usageDraw, usageEvent } from "@/db/schema/metering";
import { newId } from "@/lib/id";
import { inChunks } from "@/scripts/seed/in-chunks";
import type { PeriodUse, RequestRow } from "@/scripts/seed/tell-history";

/**
 * Books the metered calls of one tenant as a gateway's flushes would have: an event for each under the node's dense
 * numbers, a draw for what it cost, one transfer for what a period was granted and one for what was used of it.
 */
export async function bookUse(
  tx: Transaction,
  tenantId: string,
  nodeId: string,
  { rows, use }: { rows: readonly RequestRow[]; use: readonly PeriodUse[] },
  now: Date,
): Promise<void> {
  const calls = rows.filter((row) => row.metered);
  const [cursor] = await tx
    .update(node)
    .set({ lastSeq: sql`${node.lastSeq} + ${calls.length}` })
    .where(eq(node.nodeId, nodeId))
    .returning({ lastSeq: node.lastSeq });
  const firstSeq = (cursor?.lastSeq ?? 0) - calls.length + 1;

  const accounts = use.map((period) => ({ ...period, accountId: newId("account", period.start) }));
  for (const { accountId, featureId, start, end, units, limit } of accounts) {
    await tx.insert(ledgerAccount).values({
      ...{ accountId, tenantId, kind: "quota", unit: featureId, featureId, mode: "live", version: 1 },
      ...{ periodStart: start, periodEnd: end, enforced: limit !== null, posted: limit ?? 0, consumed: units },
      state: end <= now ? "sealed" : "open",
    });
    const [issued, used] = await systemAccounts(tx, featureId);
    const unit = featureId;
    const lines = [
      { source: "entitlement", sourceKey: `${accountId}:1`, kind: "grant", amount: limit ?? 0, at: start },
      { source: "demo", sourceKey: accountId, kind: "usage", amount: units, at: end <= now ? end : now },
    ] as const;
    for (const { kind, amount, ...line } of lines) {
      const ends =
        kind === "grant" ? { fromAccount: issued, toAccount: accountId } : { fromAccount: accountId, toAccount: used };
      if (amount > 0) await tx.insert(ledgerTransfer).values({ ...line, ...ends, line: 1, kind, unit, amount });
    }
  }

  const events = calls.map((row, at) => eventOf(row, nodeId, firstSeq + at));
  for (const chunk of inChunks(events, getTableColumns(usageEvent))) await tx.insert(usageEvent).values(chunk);
  const draws = events.flatMap(({ seq, featureId, cost, admittedAt }) => {
    const account = accounts.find(
      (each) => each.featureId === featureId && each.start <= admittedAt && admittedAt < each.end,
    );
    return account && cost > 0 ? [{ nodeId, seq, n: 0, accountId: account.accountId, cost }] : [];
  });
  for (const chunk of inChunks(draws, getTableColumns(usageDraw))) await tx.insert(usageDraw).values(chunk);
}

const eventOf = (row: RequestRow, nodeId: string, seq: number) => ({
  nodeId,
  seq,
  requestId: row.requestId,
  tenantId: row.tenantId ?? null,
  featureId: row.featureId ?? null,
  keyId: row.keyId ?? null,
  routeId: row.routeId ?? null,
  outcome: row.status === 200 ? ("ok" as const) : ("void" as const),
  cost: row.units ?? 0,
  admittedAt: row.decidedAt,
  appliedAt: row.decidedAt,
});

async function systemAccounts(tx: Transaction, unit: string): Promise<[issued: string, used: string]> {
  const [row] = await tx.execute<{ issued: string; used: string }>(
    sql`select system_account('issued', ${unit}) as issued, system_account('used', ${unit}) as used`,
  );
  if (!row) throw new Error(`There are no system accounts of ${unit}.`);
  return [row.issued, row.used];
}
