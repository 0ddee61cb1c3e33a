import { quickRatio, spansOf } from "@/lib/analytics/metrics/movement-rows";
import { type MrrHistory, spanOf } from "@/lib/analytics/metrics/mrr-history";
import { retention, sumMovements } from "@/lib/analytics/metrics/mrr-movement";
import { monthStart } from "@/lib/analytics/money-window";
import type { RetentionRow } from "@/lib/analytics/revenue-views";
import { resampleRate } from "@/lib/analytics/statistics/resample-rate";

/**
 * NRR, GRR and churn (M13–M16, M25) over whole months of a zone that end with the last closed one. Where nobody paid at
 * its start the row says when it can be told: as many closed months after the month of the first payment.
 *
 * @param firstPaidMs when anybody first paid in this currency; null: never
 */
export function retentionMonths(
  histories: readonly MrrHistory[],
  months: 1 | 3 | 12,
  of: { nowMs: number; zone: string; currency: string; firstPaidMs: number | null },
): RetentionRow {
  const window = { fromMs: monthStart(of.nowMs, of.zone, -months), toMs: monthStart(of.nowMs, of.zone) };
  const spans = spansOf(histories, window, of.currency);
  const sum = sumMovements(spans);
  const shares = retention(spans);
  const payers = histories
    .map((history) => spanOf(history, window, of.currency))
    .filter(({ startMinor }) => startMinor > 0);
  const clusters = payers.map(({ startMinor, endMinor }) => ({ hits: endMinor, n: startMinor }));
  const interval = resampleRate(clusters, `nrr ${months} ${window.fromMs} ${of.currency}`);
  return {
    months,
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    payers: sum.payersAtStart,
    startMinor: sum.startMinor,
    net: shares.net,
    netLow: interval?.low ?? null,
    netHigh: interval?.high ?? null,
    gross: shares.gross,
    churnedTenants: sum.churnedTenants,
    grossMrrChurn: shares.grossMrrChurn,
    netMrrChurn: shares.netMrrChurn,
    // Without anybody at its start the row says nothing, this neither.
    quickRatio: sum.payersAtStart === 0 ? null : quickRatio(sum),
    completeOn:
      sum.payersAtStart > 0 || of.firstPaidMs === null
        ? null
        : new Date(monthStart(of.firstPaidMs, of.zone, months + 1)).toISOString(),
  };
}
