/** How a test card behaves; a decline names `code` or, for card_declined, `decline_code`. */
export interface TestCard {
  number: string;
  brand: string;
  /** As the checkout page offers it. */
  label: string;
  saving: string | null;
  charging: string | null;
  /** Who must confirm: each payment, or the first one only. */
  confirms: "always" | "once" | "never";
  tokens: string[];
}

const card = (number: string, label: string, more: Partial<TestCard> = {}): TestCard => ({
  number: number.replaceAll(" ", ""),
  brand: "visa",
  label,
  saving: null,
  charging: null,
  confirms: "never",
  tokens: [],
  ...more,
});
const declined = (reason: string, ...tokens: string[]) => ({ saving: reason, charging: reason, tokens });

/** The only card numbers that the sandbox takes. Source: docs.stripe.com/testing. */
export const testCards: TestCard[] = [
  card("4242 4242 4242 4242", "succeeds", { tokens: ["pm_card_visa", "tok_visa"] }),
  card("5555 5555 5555 4444", "succeeds (Mastercard)", { brand: "mastercard", tokens: ["pm_card_mastercard"] }),
  card("3782 822463 10005", "succeeds (American Express)", { brand: "amex", tokens: ["pm_card_amex"] }),
  card("4000 0000 0000 0002", "is declined", declined("generic_decline", "pm_card_visa_chargeDeclined")),
  card(
    "4000 0000 0000 9995",
    "has insufficient funds",
    declined("insufficient_funds", "pm_card_visa_chargeDeclinedInsufficientFunds"),
  ),
  card("4000 0000 0000 9987", "is lost", declined("lost_card", "pm_card_visa_chargeDeclinedLostCard")),
  card("4000 0000 0000 9979", "is stolen", declined("stolen_card", "pm_card_visa_chargeDeclinedStolenCard")),
  card(
    "4000 0000 0000 6975",
    "was used too often",
    declined("card_velocity_exceeded", "pm_card_visa_chargeDeclinedVelocityLimitExceeded"),
  ),
  card("4000 0000 0000 0069", "has expired", declined("expired_card", "pm_card_chargeDeclinedExpiredCard")),
  card("4000 0000 0000 0127", "has a wrong CVC", declined("incorrect_cvc", "pm_card_chargeDeclinedIncorrectCvc")),
  card(
    "4000 0000 0000 0119",
    "meets a processing error",
    declined("processing_error", "pm_card_chargeDeclinedProcessingError"),
  ),
  card("4000 0000 0000 0341", "fails later", {
    charging: "generic_decline",
    tokens: ["pm_card_chargeCustomerFail", "tok_chargeCustomerFail"],
  }),
  card("4000 0027 6000 3184", "needs confirmation each time", {
    confirms: "always",
    tokens: ["pm_card_authenticationRequired"],
  }),
  card("4000 0025 0000 3155", "needs confirmation once", {
    confirms: "once",
    tokens: ["pm_card_authenticationRequiredOnSetup"],
  }),
];
