import { type MrrSpan, monthlyMinor } from "@/lib/analytics/metrics/mrr-movement";

const dayMs = 86_400_000;
const windowDays = 90;
const monthDays = 30;

/** What a tenant held from an instant on, as billing wrote it. */
export type HeldStep = {
  atMs: number;
  /** `trialing`, `active`, `grace`, `suspended`, `paused`, `ended` or `none`. */
  status: string;
  /** `nobody`: nobody bills it. */
  source: string;
  /** The 402 code while it is closed; null otherwise. */
  reason: string | null;
  planVersionId: string | null;
  /** Of the plan version; null without one. */
  price: { amountMinor: number; currency: string; interval: "month" | "year" } | null;
};

/** What a tenant's plan brings a month from an instant on; `currency` is null while it holds no plan. */
export type MrrStep = HeldStep & { mrrMinor: number; currency: string | null };

export type MrrHistory = { tenantId: string; tenantName: string; steps: readonly MrrStep[] };

const paying: ReadonlySet<string> = new Set(["active", "grace"]);

/**
 * The MRR of what is held: the price a month while calls go on and somebody bills it. A trial is none, nor is a plan that
 * is suspended for a late payment, paused or ended. Overage, credits and taxes are never in it.
 */
export const mrrOf = ({ status, source, price }: Omit<HeldStep, "atMs">): number =>
  price && paying.has(status) && source !== "nobody" ? monthlyMinor(price.amountMinor, price.interval) : 0;

/** Adds the MRR to what was held. @param held in the order of time */
export const mrrSteps = (held: readonly HeldStep[]): MrrStep[] =>
  held.map((step) => ({ ...step, mrrMinor: mrrOf(step), currency: step.price?.currency ?? null }));

/** The last step before an instant: windows are half-open, so what changes at their end is none of theirs. */
export function stepBefore({ steps }: Pick<MrrHistory, "steps">, atMs: number): MrrStep | null {
  return steps.findLast((step) => step.atMs < atMs) ?? null;
}

/** MRR in one currency just before an instant, in minor units. */
export function mrrBefore(history: Pick<MrrHistory, "steps">, atMs: number, currency: string): number {
  const step = stepBefore(history, atMs);
  return step?.currency === currency ? step.mrrMinor : 0;
}

/** One tenant's MRR at both ends of the window [from, to), in one currency. */
export const spanOf = (
  history: Pick<MrrHistory, "steps">,
  window: { fromMs: number; toMs: number },
  currency: string,
): MrrSpan => ({
  startMinor: mrrBefore(history, window.fromMs, currency),
  endMinor: mrrBefore(history, window.toMs, currency),
  hadPaidBefore: history.steps.some(({ atMs, mrrMinor }) => atMs < window.fromMs && mrrMinor > 0),
});

/** Currencies that anybody ever had MRR in, the one with most of it now first. */
export function currenciesOf(histories: readonly Pick<MrrHistory, "steps">[], nowMs: number): string[] {
  const sums = new Map<string, number>();
  for (const { steps } of histories) {
    for (const { currency, mrrMinor } of steps) if (currency && mrrMinor > 0) sums.set(currency, 0);
  }
  for (const history of histories) {
    for (const [currency, sum] of sums) sums.set(currency, sum + mrrBefore(history, nowMs + 1, currency));
  }
  return [...sums].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([currency]) => currency);
}

/**
 * The mean of a month of the last 90 days, in minor units of one currency: MRR weighted by the time it stood, and what
 * was invoiced beside it (overage, credits) by the month of 30 days. A tenant that is younger is measured by its own
 * days, at least one month of them.
 *
 * @param usage amounts and instants of what was invoiced beside the plan
 * @param sinceMs when it first held anything or was first invoiced; null: never
 */
export function meanMonthMinor(
  history: Pick<MrrHistory, "steps">,
  usage: readonly { atMs: number; amountMinor: number }[],
  of: { sinceMs: number | null; nowMs: number; currency: string },
): number {
  if (of.sinceMs === null) return 0;
  const longestMs = windowDays * dayMs;
  const spanMs = Math.min(longestMs, Math.max(monthDays * dayMs, of.nowMs - of.sinceMs));
  const fromMs = of.nowMs - spanMs;
  const bounds = [
    fromMs,
    ...history.steps.map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs && atMs < of.nowMs),
    of.nowMs,
  ];
  let weighted = 0;
  for (const [i, end] of bounds.entries()) {
    const start = bounds[i - 1];
    if (start !== undefined) weighted += mrrBefore(history, start + 1, of.currency) * (end - start);
  }
  const beside = usage.filter(({ atMs }) => atMs >= fromMs && atMs < of.nowMs);
  const invoiced = beside.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return Math.round(weighted / spanMs + invoiced / (spanMs / (monthDays * dayMs)));
}
