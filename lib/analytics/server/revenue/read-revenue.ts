import type { z } from "zod";
import type { Sql } from "@/db/connect";
import { currenciesOf, type MrrHistory, mrrBefore } from "@/lib/analytics/metrics/mrr-history";
import { type MoneyWindow, moneyWindow } from "@/lib/analytics/money-window";
import type { RevenueInput } from "@/lib/analytics/revenue-inputs";
import type { RevenueScope } from "@/lib/analytics/revenue-views";
import { readMrrHistory } from "@/lib/analytics/server/revenue/read-mrr-history";
import { readReportZone } from "@/lib/analytics/server/rollups/read-report-zone";
import { invalidField } from "@/lib/invalid-field";

export type Revenue = { scope: RevenueScope; window: MoneyWindow; histories: MrrHistory[]; currency: string };

/**
 * What every page about money begins with: its window, everybody's history, and the currency that it speaks of. Without
 * any payer the currency is a stand-in that nothing is in, and the page says that nothing is there yet.
 *
 * @throws AppError `validation_failed` for a window that cannot be shown, and for a currency that nobody ever paid in.
 */
export async function readRevenue(
  sql: Sql,
  input: Pick<z.output<typeof RevenueInput>, "range" | "from" | "to" | "tz" | "step" | "currency">,
  now: Date,
): Promise<Revenue> {
  const [reportZone, histories, papers] = await Promise.all([
    readReportZone(sql),
    readMrrHistory(sql, now),
    sql<{ currency: string }[]>`select distinct currency from invoice where status in ('open', 'paid')`,
  ]);
  const window = moneyWindow(input, { now, reportZone });
  const nowMs = now.getTime();
  const known = [...new Set([...currenciesOf(histories, nowMs), ...papers.map(({ currency }) => currency).sort()])];
  if (input.currency !== undefined && !known.includes(input.currency)) {
    throw invalidField(
      "/currency",
      "unknown",
      known.length === 0 ? "Nobody has paid yet, in any currency." : `Money is in ${known.join(", ")}.`,
    );
  }
  const currency = input.currency ?? known[0] ?? "EUR";
  const first = firstPaidMs(histories, currency);
  return {
    window,
    histories,
    currency,
    scope: {
      asOf: now.toISOString(),
      zone: window.zone,
      range: window.range,
      from: new Date(window.fromMs).toISOString(),
      to: new Date(window.toMs).toISOString(),
      step: window.step,
      currency: known.length === 0 ? null : currency,
      currencies: known.map((one) => {
        const amounts = histories.map((history) => mrrBefore(history, nowMs + 1, one));
        return {
          currency: one,
          mrrMinor: amounts.reduce((sum, amount) => sum + amount, 0),
          payers: amounts.filter((amount) => amount > 0).length,
        };
      }),
      historyStart: first === null ? null : new Date(first).toISOString(),
    },
  };
}

/** When anybody first paid in a currency. */
export function firstPaidMs(histories: readonly Pick<MrrHistory, "steps">[], currency: string): number | null {
  let first: number | null = null;
  for (const { steps } of histories) {
    const step = steps.find((one) => one.currency === currency && one.mrrMinor > 0);
    if (step && (first === null || step.atMs < first)) first = step.atMs;
  }
  return first;
}
