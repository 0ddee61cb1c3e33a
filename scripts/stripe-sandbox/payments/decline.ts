import type { StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";

const messages: Record<string, string> = {
  insufficient_funds: "Your card has insufficient funds.",
  card_velocity_exceeded:
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
  expired_card: "Your card has expired.",
  incorrect_cvc: "Your card's security code is incorrect.",
  incorrect_number: "Your card number is incorrect.",
  processing_error: "An error occurred while processing your card. Try again in a little bit.",
  authentication_required: "Your card was declined. This transaction requires authentication.",
  test_mode_live_card: "Your card was declined. Your request was in test mode, but used a non test card.",
  payment_intent_authentication_failure:
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
};

/** Reasons that are a `code` of their own; every other is a `decline_code` of card_declined. */
const ownCodes = [
  "authentication_required",
  "expired_card",
  "incorrect_cvc",
  "incorrect_number",
  "payment_intent_authentication_failure",
  "processing_error",
];
const final = ["lost_card", "stolen_card", "test_mode_live_card"];
const details = ["expired_card", "incorrect_cvc", "incorrect_number"];

/** The error of a declined card. Source: docs.stripe.com/declines/codes. */
export function decline(reason: string): StripeErrorBody {
  const advice = final.includes(reason)
    ? "do_not_try_again"
    : details.includes(reason)
      ? "confirm_card_data"
      : "try_again_later";
  return {
    type: "card_error",
    code: ownCodes.includes(reason) ? reason : "card_declined",
    ...(!ownCodes.includes(reason) && { decline_code: reason }),
    ...(reason === "authentication_required" && { decline_code: reason }),
    advice_code: advice,
    message: messages[reason] ?? "Your card was declined.",
  };
}

/** Never collected again by itself: the answer would be the same. */
export const isHardDecline = ({ advice_code, code }: StripeErrorBody) =>
  advice_code === "do_not_try_again" || code === "authentication_required" || details.includes(code ?? "");
