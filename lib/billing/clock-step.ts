import { billingNow } from "@/lib/billing/billing-now";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** How far a tenant's clock is let run, as a button says it. */
export const clockSpans = ["hour", "day", "week", "renewal", "grace_end"] as const;
export type ClockSpan = (typeof clockSpans)[number];

const fixed: Record<Exclude<ClockSpan, "renewal" | "grace_end">, number> = {
  hour: hourMs,
  day: dayMs,
  week: 7 * dayMs,
};

/** A renewal's invoice is a draft for an hour before it is charged. */
const draftMs = hourMs + 5 * 60 * 1000;
/** What happens at an instant is over a little later. */
const justAfterMs = 60 * 1000;

/** What lies ahead of a tenant; instants are billing time. */
export type Ahead = {
  kind: "renewal" | "trial_end" | "grace_end" | "cancellation" | "change" | "card_expiry";
  at: Date;
};

/**
 * The billing instant that a span leads to; null: there is nothing of that kind ahead. It is counted from the tenant's
 * billing time, never from a clock that stands behind it, so time never runs backwards.
 */
export function clockTarget(
  span: ClockSpan,
  from: { now: Date; clockOffsetSeconds: number; ahead: readonly Ahead[] },
): Date | null {
  const here = billingNow(from.now, from.clockOffsetSeconds);
  if (span !== "renewal" && span !== "grace_end") return new Date(here.getTime() + fixed[span]);
  const kinds = span === "renewal" ? ["renewal", "trial_end", "cancellation"] : ["grace_end"];
  const next = from.ahead.filter(({ kind, at }) => kinds.includes(kind) && at > here).sort((a, b) => +a.at - +b.at)[0];
  if (!next) return null;
  return new Date(next.at.getTime() + (span === "renewal" ? draftMs : justAfterMs));
}

/** Months of `from` so many further on; a day that the month lacks is its last. */
function addMonths(from: Date, months: number): Date {
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to;
}

/**
 * How far the payment provider's clock may be moved in one step: two intervals of its shortest subscription, two years
 * without one (docs.stripe.com/billing/testing/test-clocks). A day is kept, because periods of months differ.
 */
export function furthestStep(from: Date, intervals: readonly ("month" | "year")[]): Date {
  const months = intervals.includes("month") ? 2 : 24;
  return new Date(addMonths(from, months).getTime() - dayMs);
}
