import { type ClusterPair, resampleDifference } from "@/lib/analytics/statistics/resample-rate";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";

const minuteMs = 60_000;

/** One tenant in the last hour and in the same hour of the four weeks before. */
export type TenantHours = {
  asked: boolean;
  refused: boolean;
  /** Of the four weeks, those in whose hour it asked, and was refused. */
  weeksAsked: number;
  weeksRefused: number;
};

const weeks = 4;
const fewestMore = 3;

/**
 * AL2: whether clearly more tenants are refused than in the same hour of the last four weeks: at least three more than
 * on average, and the lower bound of the difference of shares (tenants drawn with replacement) above 0.
 * @returns how many are refused and how many usually are; null where the rule does not hold
 */
export function moreRefused(tenants: readonly TenantHours[], seed: string): { refused: number; usual: number } | null {
  const refused = tenants.filter((tenant) => tenant.refused).length;
  const usual = tenants.reduce((sum, tenant) => sum + tenant.weeksRefused, 0) / weeks;
  if (refused - usual < fewestMore) return null;
  const pairs = tenants.map(
    (tenant): ClusterPair => ({
      before: { hits: tenant.weeksRefused, n: tenant.weeksAsked },
      after: { hits: tenant.refused ? 1 : 0, n: tenant.asked ? 1 : 0 },
    }),
  );
  const difference = resampleDifference(pairs, seed);
  return difference !== null && difference.low > 0 ? { refused, usual } : null;
}

const targetMs = 5_000;
const longestMs = 60_000;
const lastCases = 20;

/**
 * AL4: more than one of the last 20 payments took more than 5 s to open the gate, or one more than a minute.
 * @param tookMs of each case in the order of payment, the newest last; what still waits counts by how long it has waited
 */
export function slowUnblocks(tookMs: readonly number[]): { slow: number; of: number; worstMs: number } | null {
  const last = tookMs.slice(-lastCases);
  const slow = last.filter((ms) => ms > targetMs).length;
  const worstMs = Math.max(0, ...last);
  return slow > 1 || worstMs > longestMs ? { slow, of: last.length, worstMs } : null;
}

/** AL5: of at least ten first attempts of the week so many failed that even the lower bound is twice the usual rate. */
export function failingPayments(
  week: { failed: number; attempts: number },
  usual: { failed: number; attempts: number },
): { rate: number; usualRate: number } | null {
  if (week.attempts < 10 || usual.attempts === 0) return null;
  const usualRate = usual.failed / usual.attempts;
  const { low } = wilsonInterval(week.failed, week.attempts);
  return low > 2 * usualRate ? { rate: week.failed / week.attempts, usualRate } : null;
}

/** AL6: the gate said of at least 20 calls, and of one in a thousand, that it does not know. */
export const tooManyUnknown = (unknown: number, calls: number): boolean => unknown >= 20 && unknown >= calls / 1_000;

const quietestMs = 15 * minuteMs;
const times = 5;
const fewestDays = 7;

/**
 * AL13: after how long without any allowed call something is wrong at this hour: five times the usual longest gap, the
 * median of the days before, and a quarter of an hour at least.
 * @param longestGapsMs one for each of the days before; under seven nothing is known
 */
export function silentAfterMs(longestGapsMs: readonly number[]): number | null {
  if (longestGapsMs.length < fewestDays) return null;
  const sorted = longestGapsMs.toSorted((a, b) => a - b);
  return Math.max(quietestMs, times * (sorted[Math.floor(sorted.length / 2)] ?? 0));
}
