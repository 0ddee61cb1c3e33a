import type { DeclineCause } from "@/lib/billing/types";

/**
 * What can be done about a declined payment. `soft`: the same card may work later. `hard`: it will not. `auth`: the
 * bank wants its holder to confirm. `check`: it may have been paid already. `setup`: cards of the wrong mode.
 */
export type DeclineClass = "soft" | "hard" | "auth" | "check" | "setup";

type Decline = { class: DeclineClass; cause: DeclineCause };

const each = (codes: readonly string[], decline: Decline) => codes.map((code) => [code, decline] as const);

/**
 * Codes and decline codes of the payment provider, in our words (response contract §15). Those that speak of theft or
 * fraud are told as a plain decline, so that a thief learns nothing.
 */
export const declines: ReadonlyMap<string, Decline> = new Map([
  ...each(["insufficient_funds"], { class: "soft", cause: "insufficient_funds" }),
  ...each(
    [
      "card_declined",
      "generic_decline",
      "do_not_honor",
      "call_issuer",
      "no_action_taken",
      "not_permitted",
      "service_not_allowed",
      "issuer_not_available",
      "reenter_transaction",
      "try_again_later",
      "payment_intent_payment_attempt_failed",
      "payment_method_provider_decline",
      "refer_to_customer",
    ],
    { class: "soft", cause: "card_declined" },
  ),
  ...each(
    [
      "card_velocity_exceeded",
      "withdrawal_count_limit_exceeded",
      "card_decline_rate_limit_exceeded",
      "charge_exceeds_source_limit",
      "charge_exceeds_transaction_limit",
    ],
    { class: "soft", cause: "card_limit_exceeded" },
  ),
  ...each(["processing_error", "approve_with_id", "payment_method_provider_timeout"], {
    class: "soft",
    cause: "processing_error",
  }),
  ...each(["duplicate_transaction"], { class: "check", cause: "possible_duplicate" }),
  ...each(
    [
      "authentication_required",
      "approval_required",
      "invoice_payment_intent_requires_action",
      "payment_intent_action_required",
    ],
    { class: "auth", cause: "authentication_required" },
  ),
  ...each(
    [
      "authentication_failure",
      "payment_intent_authentication_failure",
      "payment_intent_payment_attempt_expired",
      "payment_method_customer_decline",
      "setup_intent_authentication_failure",
    ],
    { class: "auth", cause: "authentication_failed" },
  ),
  ...each(["expired_card", "expired_payment_method"], { class: "hard", cause: "card_expired" }),
  ...each(
    [
      "incorrect_cvc",
      "invalid_cvc",
      "incorrect_number",
      "invalid_number",
      "invalid_expiry_month",
      "invalid_expiry_year",
      "incorrect_address",
      "incorrect_postal_code",
      "incorrect_zip",
      "postal_code_invalid",
    ],
    { class: "hard", cause: "card_details_wrong" },
  ),
  ...each(
    [
      "card_not_supported",
      "currency_not_supported",
      "transaction_not_allowed",
      "invalid_account",
      "new_account_information_available",
      "restricted_card",
      "account_closed",
      "invalid_card_type",
      "payment_intent_incompatible_payment_method",
      "payment_method_currency_mismatch",
      "payment_method_not_available",
      "payment_method_restricted",
      "payment_method_unactivated",
      "payment_method_unsupported_type",
      "three_d_secure_authentication_not_supported",
    ],
    { class: "hard", cause: "card_not_supported" },
  ),
  ...each(
    [
      "lost_card",
      "stolen_card",
      "pickup_card",
      "fraudulent",
      "merchant_blacklist",
      "security_violation",
      "highest_risk_level",
      "request_blocked",
    ],
    { class: "hard", cause: "card_declined" },
  ),
  ...each(
    [
      "do_not_try_again",
      "stop_payment_order",
      "revocation_of_authorization",
      "revocation_of_all_authorizations",
      "debit_not_authorized",
      "india_recurring_payment_mandate_canceled",
      "payment_intent_mandate_invalid",
    ],
    { class: "hard", cause: "payment_stopped" },
  ),
  ...each(["test_mode_live_card", "live_mode_test_card", "testmode_decline"], {
    class: "setup",
    cause: "card_mode_mismatch",
  }),
]);
