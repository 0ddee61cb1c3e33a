import { type Silence, silence } from "@/lib/analytics/metrics/silence";
import { type UsageChange, usageChange } from "@/lib/analytics/metrics/usage-change";
import type { TenantFacts } from "@/lib/analytics/signals/types";

/** Allowed calls of one key by day; days are numbers counted from any fixed one, ascending. */
export type KeyDays = { keyId: string; days: readonly number[]; calls: readonly number[] };

const weeksLookedAt = 9;
const shareDays = 28;

export type UseHistory = {
  /** The first day with an allowed call; null: none. */
  firstDay: number | null;
  usageChange: UsageChange | null;
  silence: Silence | null;
  quietKeys: TenantFacts["quietKeys"];
  /** Allowed calls of `[from, to)`. */
  callsOf: (from: number, to: number) => number;
};

/**
 * What a tenant's calls by day say: whether weeks changed (complete days before `today`), whether it or one of its keys
 * went silent (calls of `today` break a silence at once).
 *
 * @param keys every key that was called, with the name of those that can still be called
 */
export function useHistory(keys: readonly KeyDays[], names: ReadonlyMap<string, string>, today: number): UseHistory {
  const byDay = new Map<number, number>();
  for (const { days, calls } of keys) {
    for (const [place, day] of days.entries()) byDay.set(day, (byDay.get(day) ?? 0) + (calls[place] ?? 0));
  }
  const days = [...byDay.keys()].sort((a, b) => a - b);
  const callsOf = (from: number, to: number) => {
    let sum = 0;
    for (let day = from; day < to; day++) sum += byDay.get(day) ?? 0;
    return sum;
  };
  const firstDay = days[0] ?? null;
  const weeks = firstDay === null ? 0 : Math.min(weeksLookedAt, Math.floor((today - firstDay) / 7));
  return {
    firstDay,
    usageChange: usageChange(
      Array.from({ length: weeks }, (_, back) => callsOf(today - 7 * (back + 1), today - 7 * back)),
    ),
    silence: silence(days, today),
    quietKeys: keys.flatMap((key) => {
      const name = names.get(key.keyId);
      const quiet = silence(key.days, today);
      const last = key.days.at(-1);
      if (name === undefined || quiet === null || last === undefined) return [];
      const all = callsOf(last - shareDays + 1, last + 1);
      const own = key.calls.reduce(
        (sum, calls, place) => sum + ((key.days[place] ?? 0) > last - shareDays ? calls : 0),
        0,
      );
      return [{ keyId: key.keyId, name, share: all === 0 ? 0 : own / all, silence: quiet }];
    }),
    callsOf,
  };
}
