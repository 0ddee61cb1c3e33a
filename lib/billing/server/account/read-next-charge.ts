import type { HeldSubscription } from "@/lib/billing/server/account/read-subscription";
import type { BillingView, MoneyView } from "@/lib/billing/views";

/** When the flat price is charged next and by how much, without usage; null when nothing is. */
export function readNextCharge(
  { view, mirrored }: HeldSubscription,
  /** The price that a scheduled change leads to; null: none is scheduled. */
  changedPrice: MoneyView | null,
): BillingView["nextCharge"] {
  if (mirrored?.billedBy !== "stripe" || view.cancelAt !== null) return null;
  if (mirrored.status !== "active" && mirrored.status !== "trialing") return null;
  const at = mirrored.status === "trialing" ? (view.trialEnd ?? view.periodEnd) : view.periodEnd;
  if (at === null) return null;
  const about = changedPrice ?? view.price;
  return about.amountMinor === 0 ? null : { at, about };
}
