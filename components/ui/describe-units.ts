import type { Role } from "@/theme";

const whole = new Intl.NumberFormat("en");

/** "12,400". */
export const describeNumber = (value: number): string => whole.format(value);

/** Where a meter stands: from 80 % it is soon, from 100 % it is used up. No limit is always calm. */
export function rateUse(used: number, limit: number | null): { share: number; role: Role; word: string } {
  if (limit === null) return { share: 0, role: "calm", word: "no limit" };
  const share = limit === 0 ? 1 : Math.min(1, Math.max(0, used / limit));
  if (share >= 1) return { share, role: "warn", word: "used up" };
  if (share >= 0.8) return { share, role: "warn", word: "nearly used up" };
  return { share, role: "info", word: "open" };
}
