import { describeShare } from "@/components/ui/describe-share";
import { wilsonInterval } from "@/lib/analytics/statistics/wilson-interval";
import { formatMoney } from "@/lib/money";

/** "€99.00"; a minus is a minus sign. */
export const describeMoney = (amountMinor: number, currency: string): string =>
  formatMoney({ amountMinor, currency }, "en").replace("-", "−");

/** "+€30.00", "−€30.00", "±€0.00". */
export const describeChange = (amountMinor: number, currency: string): string =>
  `${amountMinor > 0 ? "+" : amountMinor === 0 ? "±" : ""}${describeMoney(amountMinor, currency)}`;

/** Fewer than this say no percentage. */
const fewest = 30;

/** Part of a whole: "3 of 12", from 30 on with its share and interval of 95 %; a dash of nothing. */
export function describePart(hits: number, n: number): string {
  if (n === 0) return "–";
  const counts = `${hits} of ${n}`;
  if (n < fewest) return counts;
  const { low, high } = wilsonInterval(hits, n);
  return `${describeShare(hits / n)} (${describeShare(low)}–${describeShare(high)}), ${counts}`;
}

/** The same for a tile, whose note says the rest: "3 of 12", from 30 on "25%". */
export const describeShort = (hits: number, n: number): string =>
  n === 0 ? "–" : n < fewest ? `${hits} of ${n}` : describeShare(hits / n);

/** "1 tenant", "3 tenants". */
export const describeCount = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const kindWords = {
  new: "New",
  expansion: "Expansion",
  reactivation: "Reactivation",
  contraction: "Contraction",
  churn: "Churn",
} as const;

export const departureWords = {
  voluntary: {
    label: "Voluntary",
    meaning: "Cancelled, or moved to a plan without a price.",
  },
  involuntary: {
    label: "Involuntary",
    meaning: "Closed because a payment stayed overdue.",
  },
  paused: {
    label: "Paused",
    meaning: "Stopped on purpose; may be resumed.",
  },
} as const;

const causes: Readonly<Record<string, string>> = {
  insufficient_funds: "Insufficient funds",
  card_declined: "Declined by the bank",
  card_limit_exceeded: "Card limit reached",
  processing_error: "Processing error",
  possible_duplicate: "Possible duplicate",
  authentication_required: "Confirmation needed",
  authentication_failed: "Confirmation failed",
  card_expired: "Card expired",
  card_details_wrong: "Card details wrong",
  card_not_supported: "Card not supported",
  payment_stopped: "Payment stopped",
  card_mode_mismatch: "Test card in live mode",
  not_paid_by_due_date: "By hand: not paid by its due date",
  unknown: "No reason given",
};

/** Why a payment failed, for staff; a word that is new to this page is told as it is. */
export const describeFailure = (cause: string): string =>
  Object.hasOwn(causes, cause) ? (causes[cause] ?? cause) : cause.replaceAll("_", " ");
