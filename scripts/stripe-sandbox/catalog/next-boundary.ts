import type { Interval } from "@/scripts/stripe-sandbox/catalog/types";

const day = 86_400;

/**
 * The first boundary after an instant. Months keep the day of the anchor where they have it (31 January, 28 February,
 * 31 March). All in seconds, UTC.
 */
export function nextBoundary(anchor: number, interval: Interval, count: number, after: number): number {
  if (interval === "day" || interval === "week") {
    const step = count * day * (interval === "week" ? 7 : 1);
    return anchor + (Math.floor((after - anchor) / step) + 1) * step;
  }
  const months = count * (interval === "year" ? 12 : 1);
  const passed = Math.floor((after - anchor) / (31 * day * months));
  for (let n = passed; ; n++) {
    const boundary = addMonths(anchor, n * months);
    if (boundary > after) return boundary;
  }
}

function addMonths(anchor: number, months: number): number {
  const date = new Date(anchor * 1000);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const target = new Date(first);
  const days = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  const timeOfDay = anchor % day;
  return first / 1000 + (Math.min(date.getUTCDate(), days) - 1) * day + timeOfDay;
}
