import { recoveredWithin } from "@/lib/analytics/metrics/recovery";
import type { MoneyBucket } from "@/lib/analytics/money-window";
import type { AttemptStep, RecoveryCohort, RecoveryDays } from "@/lib/analytics/revenue-views";

const dayMs = 86_400_000;
const spans: readonly RecoveryDays[] = [3, 7, 14, 30];
/** From this age on every cell of a cohort can be told. */
export const longestSpanMs = 30 * dayMs;

/** An invoice whose collection was tried at least once. Instants in epoch milliseconds, real time. */
export type CollectedInvoice = {
  firstAtMs: number;
  firstFailed: boolean;
  /** Of the first failure; `unknown` where nobody said. */
  cause: string;
  paidAtMs: number | null;
  isOpen: boolean;
  /** What was asked for at first, tax included. */
  amountMinor: number;
};

const sum = (some: readonly CollectedInvoice[]) => some.reduce((total, { amountMinor }) => total + amountMinor, 0);

/** The payment failure rate (M10): by the step of the first attempt, in count and value. */
export const attemptSteps = (invoices: readonly CollectedInvoice[], buckets: readonly MoneyBucket[]): AttemptStep[] =>
  buckets.map(({ startMs, endMs, elapsed }) => {
    const of = invoices.filter(({ firstAtMs }) => firstAtMs >= startMs && firstAtMs < endMs);
    const failed = of.filter(({ firstFailed }) => firstFailed);
    return {
      start: new Date(startMs).toISOString(),
      end: new Date(endMs).toISOString(),
      elapsed,
      attempted: of.length,
      failed: failed.length,
      attemptedMinor: sum(of),
      failedMinor: sum(failed),
    };
  });

type Named = { name: string; startMs?: number; endMs?: number };

/**
 * Recovery of one cohort (M11). Every cell is a share of the same invoices, so a row never goes above the whole and
 * never falls from left to right: a cell is told once each of them is old enough for it.
 */
export function recoveryCohort(
  failed: readonly CollectedInvoice[],
  named: Named,
  of: { nowMs: number; onlyMature: boolean },
): RecoveryCohort {
  const counted = of.onlyMature ? failed.filter(({ firstAtMs }) => firstAtMs + longestSpanMs <= of.nowMs) : failed;
  const invoices = counted.map(({ firstAtMs, paidAtMs, amountMinor }) => ({
    firstFailedAtMs: firstAtMs,
    paidAtMs,
    amountMinor,
  }));
  const youngest = Math.max(...counted.map(({ firstAtMs }) => firstAtMs));
  const open = failed.filter(({ isOpen }) => isOpen);
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    name: named.name,
    start: iso(named.startMs),
    end: iso(named.endMs),
    failed: failed.length,
    failedMinor: sum(failed),
    counted: counted.length,
    countedMinor: sum(counted),
    cells: spans.map((days) => {
      const share = recoveredWithin(invoices, days, of.nowMs);
      const isTold = counted.length > 0 && share.mature === counted.length;
      return {
        days,
        recovered: isTold ? share.recovered : null,
        recoveredMinor: isTold ? share.recoveredMinor : null,
        maturesOn: isTold || counted.length === 0 ? null : new Date(youngest + days * dayMs).toISOString(),
      };
    }),
    open: open.length,
    openMinor: sum(open),
  };
}

/** One cohort a month of failure, those without a failure left out. */
export const cohortsByMonth = (
  failed: readonly CollectedInvoice[],
  months: readonly Pick<MoneyBucket, "startMs" | "endMs">[],
  nowMs: number,
): RecoveryCohort[] =>
  months.flatMap(({ startMs, endMs }) => {
    const of = failed.filter(({ firstAtMs }) => firstAtMs >= startMs && firstAtMs < endMs);
    const name = new Date(startMs).toISOString();
    return of.length === 0 ? [] : [recoveryCohort(of, { name, startMs, endMs }, { nowMs, onlyMature: false })];
  });

/** One cohort a cause, the most frequent first. */
export function cohortsByCause(failed: readonly CollectedInvoice[], nowMs: number): RecoveryCohort[] {
  const causes = [...new Set(failed.map(({ cause }) => cause))];
  return causes
    .map((name) =>
      recoveryCohort(
        failed.filter(({ cause }) => cause === name),
        { name },
        { nowMs, onlyMature: true },
      ),
    )
    .sort((a, b) => b.failed - a.failed || b.failedMinor - a.failedMinor || a.name.localeCompare(b.name));
}
