import type { Interval } from "@/lib/billing/types";
import { type Period, periodAt } from "@/lib/period";

/**
 * The billing period that contains `at`: a month or a year counted from the anchor in UTC, its day kept where a month
 * has it. Instants are billing time.
 */
export function billingPeriod(interval: Interval, anchor: Date, at: Date): Period {
  if (interval === "month") return periodAt("anniversary", anchor, "UTC", at);
  const boundary = (years: number) => {
    const year = anchor.getUTCFullYear() + years;
    const lastDay = new Date(Date.UTC(year, anchor.getUTCMonth() + 1, 0)).getUTCDate();
    const moved = new Date(anchor);
    moved.setUTCFullYear(year, anchor.getUTCMonth(), Math.min(anchor.getUTCDate(), lastDay));
    return moved;
  };
  let years = at.getUTCFullYear() - anchor.getUTCFullYear();
  while (boundary(years) > at) years--;
  while (boundary(years + 1) <= at) years++;
  return { start: boundary(years), end: boundary(years + 1) };
}
