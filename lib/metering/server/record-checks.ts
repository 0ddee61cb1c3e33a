import type { Sql } from "@/db/connect";
import type { LedgerRule, RuleResult } from "@/lib/metering/ledger-rules";

/** Rules that every run asks of everything, so that any run may say that they hold again. */
const alwaysWhole: readonly LedgerRule[] = ["R7", "I3"];

/**
 * Keeps what a run found. A rule that was found broken stays so until a run over everything finds it true: a run over
 * what changed does not look where it broke.
 */
export async function recordChecks(sql: Sql, rules: readonly RuleResult[], isFull: boolean, now: Date): Promise<void> {
  await sql.begin(async (tx) => {
    for (const { rule, looked, findings } of rules) {
      const ok = findings.length === 0;
      const isWhole = isFull || alwaysWhole.includes(rule);
      await tx`
        insert into ledger_check as c (rule, ok, looked, findings, ran_at, full_ran_at, broken_since)
        values (${rule}, ${ok}, ${looked}, ${tx.json(findings)}, ${now}, ${isWhole ? now : null}, ${ok ? null : now})
        on conflict (rule) do update
          set ok = excluded.ok and (c.ok or ${isWhole}),
              looked = excluded.looked,
              findings = case when ${ok && !isWhole} then c.findings else excluded.findings end,
              ran_at = excluded.ran_at,
              full_ran_at = coalesce(excluded.full_ran_at, c.full_ran_at),
              broken_since = case when ${ok && isWhole} then null
                                  when ${ok} then c.broken_since
                                  else coalesce(c.broken_since, excluded.broken_since) end`;
    }
  });
}
