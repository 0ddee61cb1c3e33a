import type { Holding } from "@/lib/billing/server/checkout/read-holding";
import { AppError } from "@/lib/errors";

/**
 * Asks that a tenant may buy a subscription in a currency now.
 * @throws AppError `conflict`, whose `reason` says where to go instead.
 */
export function requireBuyable(holding: Holding, accountCurrency: string | null, offer: { currency: string }): void {
  if (holding.stripe) {
    const isUnpaid = ["past_due", "unpaid", "incomplete"].includes(holding.stripe.status);
    throw new AppError(
      "conflict",
      isUnpaid
        ? "This tenant has a subscription with an unpaid invoice. Pay it to go on."
        : "This tenant has a subscription. Change its plan instead.",
      { reason: isUnpaid ? "pay_first" : "change_plan" },
    );
  }
  if (accountCurrency !== null && accountCurrency !== offer.currency) {
    throw new AppError("conflict", `This tenant pays in ${accountCurrency}; this is sold in ${offer.currency}.`, {
      reason: "other_currency",
    });
  }
}
