import type { Interval } from "@/lib/billing/types";

/** What of a plan version decides how a change to it is made. */
export type ChangeTerms = { priceMinor: number; currency: string; interval: Interval };

const months: Record<Interval, number> = { month: 1, year: 12 };

/**
 * How a tenant gets from one plan version to another. A higher price at the same interval, or a longer interval, is an
 * `upgrade`: charged and in force at once. Everything else is a `downgrade`: in force when the period that is paid for
 * ends, so nothing that was paid is lost. `impossible`: a tenant pays in one currency.
 */
export function changeKind(from: ChangeTerms, to: ChangeTerms): "upgrade" | "downgrade" | "impossible" {
  if (from.currency !== to.currency) return "impossible";
  if (months[to.interval] > months[from.interval]) return "upgrade";
  return to.interval === from.interval && to.priceMinor > from.priceMinor ? "upgrade" : "downgrade";
}
