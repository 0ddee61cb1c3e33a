import type { Sql } from "@/db/connect";
import type { Finding, LedgerRule } from "@/lib/metering/ledger-rules";

export type LedgerCheck = {
  rule: LedgerRule;
  ok: boolean;
  looked: number;
  findings: Finding[];
  ranAt: Date;
  fullRanAt: Date | null;
  brokenSince: Date | null;
};

/** What the live checker last said of each rule; a rule that never ran is missing. */
export const readLedgerChecks = (sql: Sql): Promise<LedgerCheck[]> =>
  sql<LedgerCheck[]>`
    select rule, ok, looked, findings, ran_at as "ranAt", full_ran_at as "fullRanAt", broken_since as "brokenSince"
      from ledger_check order by rule`;
