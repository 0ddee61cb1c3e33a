import type { Period } from "@/lib/period";

/** The part of a subscription's life for which its flat price is due. Instants are billing time. */
type Life = { startedAt: Date; trialEnd: Date | null; endedAt: Date | null };

/**
 * How much of a period's flat price is due, by the millisecond: all of it, or less where the subscription began, left
 * its trial or ended in the middle. Rounded half up, once, to a minor unit.
 */
export function billedShare(priceMinor: number, period: Period, life: Life): { amountMinor: number; isWhole: boolean } {
  const from = Math.max(period.start.getTime(), life.startedAt.getTime(), life.trialEnd?.getTime() ?? 0);
  const to = Math.min(period.end.getTime(), life.endedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const wholeMs = period.end.getTime() - period.start.getTime();
  const billedMs = Math.max(0, to - from);
  if (billedMs >= wholeMs) return { amountMinor: priceMinor, isWhole: true };
  const twice = (BigInt(priceMinor) * BigInt(billedMs) * 2n) / BigInt(wholeMs);
  return { amountMinor: Number((twice + 1n) / 2n), isWhole: false };
}
