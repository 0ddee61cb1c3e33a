import type { z } from "zod";
import { rawSql } from "@/db/client";
import { cardExposure } from "@/lib/analytics/metrics/card-exposure";
import { mrrBefore } from "@/lib/analytics/metrics/mrr-history";
import {
  attemptSteps,
  cohortsByCause,
  cohortsByMonth,
  longestSpanMs,
  recoveryCohort,
} from "@/lib/analytics/metrics/recovery-cohorts";
import { type MoneyWindow, moneyWindow } from "@/lib/analytics/money-window";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import type { CardMonth, RecoveryView } from "@/lib/analytics/revenue-views";
import { type CardOwner, readCardHolders } from "@/lib/analytics/server/revenue/read-card-holders";
import { readCollected } from "@/lib/analytics/server/revenue/read-collected";
import { readGraceEnding } from "@/lib/analytics/server/revenue/read-grace-ending";
import { readRevenue } from "@/lib/analytics/server/revenue/read-revenue";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/**
 * Failed payments and what became of them (M10, M11), grace that ends, and revenue whose only card expires before its
 * next charge (M17), in one currency. Amounts of invoices include tax: they are what the bank is asked for.
 * @throws AppError `validation_failed` for a window or currency that cannot be shown.
 */
export async function getRecovery(ctx: Ctx, input: z.input<typeof RevenueInput> = {}): Promise<RecoveryView> {
  authorizeStaff(ctx, "staff:read");
  const sql = rawSql();
  const { scope, window, histories, currency } = await readRevenue(sql, parseInput(RevenueInput, input), ctx.now);
  const nowMs = ctx.now.getTime();
  const at = { now: ctx.now, currency };
  const [collected, grace, holders] = await Promise.all([
    readCollected(sql, { ...at, from: new Date(window.fromMs), to: new Date(window.toMs) }),
    readGraceEnding(sql, at),
    readCardHolders(sql, histories, at),
  ]);
  const failed = collected.filter(({ firstFailed }) => firstFailed);
  const sum = (rows: readonly { amountMinor: number }[]) => rows.reduce((total, row) => total + row.amountMinor, 0);
  const exposure = cardExposure(holders);
  const oldEnoughMs = nowMs - longestSpanMs;
  const mrrOf = new Map(
    histories.map((history) => [history.tenantId, mrrBefore(history, nowMs + 1, currency)] as const),
  );
  return {
    ...scope,
    steps: attemptSteps(collected, window.buckets),
    attempted: collected.length,
    failed: failed.length,
    attemptedMinor: sum(collected),
    failedMinor: sum(failed),
    cohorts: cohortsByMonth(failed, monthsOf(window, ctx.now), nowMs).toReversed(),
    total: recoveryCohort(
      failed.filter(({ firstAtMs }) => firstAtMs <= oldEnoughMs),
      { name: "all", endMs: oldEnoughMs },
      { nowMs, onlyMature: true },
    ),
    causes: cohortsByCause(failed, nowMs),
    grace: grace.map((row) => ({ ...row, mrrMinor: mrrOf.get(row.tenantId) ?? 0 })),
    cards: cardMonths(holders.filter(({ tenantId }) => exposure.tenantIds.includes(tenantId))),
    exposedMinor: exposure.exposedMinor,
    cardHolders: holders.filter(({ cards }) => cards.length > 0).length,
    mrrMinor: exposure.totalMinor,
  };
}

const monthsOf = (window: MoneyWindow, now: Date) =>
  moneyWindow(
    {
      from: new Date(window.fromMs).toISOString(),
      to: new Date(window.toMs).toISOString(),
      step: "month",
      tz: window.zone,
    },
    { now, reportZone: window.zone },
  ).buckets;

/** By the month in which the last card of a tenant expires, the first month first. */
function cardMonths(owners: readonly CardOwner[]): CardMonth[] {
  const months = new Map<string, CardMonth>();
  for (const { tenantId, tenantName, cards, mrrMinor, nextChargeAtMs } of owners) {
    const [card] = [...cards].sort((a, b) => b.expiresAtMs - a.expiresAtMs);
    if (!card || nextChargeAtMs === null) continue;
    const month = new Date(card.expiresAtMs - 1).toISOString().slice(0, 7);
    const of = months.get(month) ?? { month, tenants: 0, mrrMinor: 0, rows: [] };
    of.tenants += 1;
    of.mrrMinor += mrrMinor;
    of.rows.push({
      tenantId,
      tenantName,
      brand: card.brand,
      last4: card.last4,
      expiresAt: new Date(card.expiresAtMs).toISOString(),
      nextChargeAt: new Date(nextChargeAtMs).toISOString(),
      mrrMinor,
    });
    months.set(month, of);
  }
  for (const { rows } of months.values()) rows.sort((a, b) => b.mrrMinor - a.mrrMinor);
  return [...months.values()].sort((a, b) => a.month.localeCompare(b.month));
}
