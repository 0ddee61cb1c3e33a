import type { NewerRequests } from "@/lib/analytics/request-views";

/** What the page shows: ids of its rows, and the instant of the oldest. */
export type ShownRows = { ids: readonly string[]; oldest: string | null };

/** How many of the calls that were logged lately are not on the page: late ones too, but none older than its rows. */
export function countNewer({ calls, more }: Pick<NewerRequests, "calls" | "more">, shown: ShownRows) {
  const known = new Set(shown.ids);
  const oldestMs = shown.oldest === null ? Number.NEGATIVE_INFINITY : Date.parse(shown.oldest);
  const fresh = calls.filter(({ requestId, decidedAt }) => !known.has(requestId) && Date.parse(decidedAt) >= oldestMs);
  return { count: fresh.length, more };
}

/** "12 new", "200+ new". */
export const describeNewer = ({ count, more }: { count: number; more: boolean }): string =>
  `${count}${more ? "+" : ""} new`;
