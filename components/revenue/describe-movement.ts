import { describeChange, describeCount, describeMoney } from "@/components/revenue/describe-revenue";
import { describeDay } from "@/components/ui/describe-time";
import type { MovementView } from "@/lib/analytics/revenue-views";

/** The movement of a window in a sentence with numbers. */
export function describeMovement(view: MovementView, currency: string): string {
  const { total, zone, historyStart } = view;
  if (!total) return "Nothing to show.";
  const began =
    historyStart !== null && Date.parse(historyStart) > Date.parse(view.from)
      ? ` The first payer in ${currency} came on ${describeDay(new Date(historyStart), zone)}.`
      : "";
  const say = (minor: number, words: string) => (minor > 0 ? [`${describeMoney(minor, currency)} ${words}`] : []);
  const gained = [
    ...say(total.newMinor, "new"),
    ...say(total.expansionMinor, "expansion"),
    ...say(total.reactivationMinor, "reactivation"),
  ].join(", ");
  const lost = [...say(total.contractionMinor, "contraction"), ...say(total.churnMinor, "churn")].join(", ");
  const moved = `${gained || "Nothing was gained"}; ${lost ? `lost ${lost}` : "no losses"}`;
  return `From ${describeMoney(total.startMinor, currency)} to ${describeMoney(total.endMinor, currency)} (${describeChange(
    total.endMinor - total.startMinor,
    currency,
  )}), ${describeCount(total.payersAtEnd, "tenant")} at the end. ${moved}.${began}`;
}
