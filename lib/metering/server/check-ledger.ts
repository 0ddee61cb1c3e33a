import type { Sql } from "@/db/connect";
import type { RuleResult } from "@/lib/metering/ledger-rules";
import { checkCursors } from "@/lib/metering/server/check-cursors";
import { checkDelays } from "@/lib/metering/server/check-delays";
import { checkOverdrawn } from "@/lib/metering/server/check-overdrawn";
import { checkRequestLog } from "@/lib/metering/server/check-request-log";
import { checkTotals } from "@/lib/metering/server/check-totals";
import { checkTransfers } from "@/lib/metering/server/check-transfers";
import type { LedgerMemory } from "@/lib/metering/server/ledger-memory";
import { recordChecks } from "@/lib/metering/server/record-checks";

export type LedgerReport = {
  isFull: boolean;
  rules: (RuleResult & { ok: boolean })[];
  memory: LedgerMemory;
};

/** Ids are given before transfers commit: so many before the newest may still be on their way. */
const lateTransfers = 10_000;

/**
 * Asks of the ledger whether its rules hold (R1–R5, R7 and I3; lib/metering/ledger-rules.ts), in one snapshot, and
 * keeps the answers in `ledger_check`. Without a memory everything is added up, with the last run's memory what came
 * since. Corrects nothing, ever.
 */
export async function checkLedger(sql: Sql, memory: LedgerMemory | null, now: Date): Promise<LedgerReport> {
  const { rules, ...found } = await sql.begin("isolation level repeatable read read only", async (tx) => {
    const [newest] = await tx<{ id: number }[]>`select coalesce(max(transfer_id), 0) as id from ledger_transfer`;
    const topId = newest?.id ?? 0;
    const floorId = memory ? memory.topId : Math.max(0, topId - lateTransfers);
    const { R2, R3, sums } = await checkTotals(tx, memory, floorId);
    const { R4, nodes } = await checkCursors(tx, memory);
    const R1 = await checkTransfers(tx, memory?.floorId ?? 0);
    const R5 = await checkRequestLog(tx, memory, now);
    const R7 = await checkDelays(tx, now);
    const I3 = await checkOverdrawn(tx);
    return { rules: [R1, R2, R3, R4, R5, R7, I3], memory: { ranAt: now, floorId, topId, nodes, sums } };
  });
  const isFull = memory === null;
  await recordChecks(sql, rules, isFull, now);
  return { ...found, isFull, rules: rules.map((result) => ({ ...result, ok: result.findings.length === 0 })) };
}
