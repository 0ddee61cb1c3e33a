import fs from "node:fs";
import { describe, expect, it } from "vitest";
import { declineCause } from "@/lib/billing/decline-cause";
import { declines } from "@/lib/billing/decline-cause.data";

/** Codes of the provider that speak of a request, an account or another way to pay, and never of a card. */
const otherCodes = new Set(
  `
account_country_invalid_address account_error_country_change_requires_additional_steps
account_information_mismatch account_invalid account_number_invalid account_token_required_for_v2_account
acss_debit_session_incomplete action_blocked alipay_upgrade_required amount_too_large amount_too_small
anomalous_money_movement_request api_key_expired application_fees_not_allowed balance_insufficient
balance_invalid_parameter bank_account_bad_routing_numbers bank_account_declined bank_account_exists
bank_account_restricted bank_account_unusable bank_account_unverified bank_account_verification_failed
billing_invalid_mandate bitcoin_upgrade_required capability_not_active capture_charge_authorization_expired
capture_unauthorized_payment cardholder_phone_number_required charge_already_captured charge_already_refunded
charge_disputed charge_expired_for_capture charge_invalid_parameter charge_not_refundable
clearing_code_unsupported country_code_invalid country_unsupported coupon_expired customer_max_payment_methods
customer_max_subscriptions customer_session_expired customer_tax_location_invalid
dispute_evidence_page_limit_exceeded email_invalid failed_tax_calculation
financial_account_balance_does_not_support_currency financial_account_capability_not_enabled
financial_account_capability_restricted financial_connections_account_inactive
financial_connections_account_pending_account_numbers
financial_connections_account_unavailable_account_numbers financial_connections_consent_locale_invalid
financial_connections_consent_locale_unsupported financial_connections_no_successful_transaction_refresh
forwarding_api_inactive forwarding_api_invalid_parameter forwarding_api_retryable_upstream_error
forwarding_api_upstream_connection_error forwarding_api_upstream_connection_timeout
forwarding_api_upstream_error idempotency_key_in_use instant_payouts_config_disabled
instant_payouts_currency_disabled instant_payouts_limit_exceeded instant_payouts_unsupported
intent_invalid_state intent_verification_method_missing invalid_canceled_subscription_fields
invalid_characters invalid_charge_amount invalid_mandate_reference_prefix_format invalid_source_usage
invalid_tax_location invoice_no_customer_line_items invoice_no_payment_method_types
invoice_no_subscription_line_items invoice_not_editable invoice_on_behalf_of_not_editable
invoice_upcoming_none livemode_mismatch lock_timeout missing no_account not_allowed_on_standard_account
out_of_inventory ownership_declaration_not_allowed parameter_invalid_empty parameter_invalid_integer
parameter_invalid_string_blank parameter_invalid_string_empty parameter_missing parameter_unknown
parameters_exclusive payment_evaluation_on_api_version_not_supported payment_intent_invalid_parameter
payment_intent_konbini_rejected_confirmation_number payment_intent_rate_limit_exceeded
payment_intent_unexpected_state payment_method_bank_account_already_verified
payment_method_bank_account_blocked payment_method_billing_details_address_missing
payment_method_configuration_failures payment_method_invalid_parameter
payment_method_invalid_parameter_testmode payment_method_microdeposit_failed
payment_method_microdeposit_processing_error payment_method_microdeposit_verification_amounts_invalid
payment_method_microdeposit_verification_amounts_mismatch
payment_method_microdeposit_verification_attempts_exceeded
payment_method_microdeposit_verification_descriptor_code_mismatch
payment_method_microdeposit_verification_timeout payment_method_unexpected_state
payout_reconciliation_not_ready payouts_limit_exceeded payouts_not_allowed platform_account_required
platform_api_key_expired product_inactive progressive_onboarding_limit_exceeded rate_limit
refund_disputed_payment resource_already_exists resource_missing return_intent_already_processed
routing_number_invalid secret_key_required sepa_unsupported_account
service_period_coupon_with_metered_tiered_item_unsupported setup_attempt_failed setup_intent_invalid_parameter
setup_intent_mandate_invalid setup_intent_mobile_wallet_unsupported setup_intent_setup_attempt_expired
setup_intent_unexpected_state shipping_address_invalid shipping_calculation_failed siret_invalid sku_inactive
smart_disputes_not_available state_unsupported status_transition_invalid storer_capability_missing
storer_capability_not_active stripe_tax_inactive subscription_update_trial_after_billing_cycle_anchor
tax_id_invalid tax_id_prohibited taxes_calculation_failed terminal_location_country_unsupported
terminal_reader_busy terminal_reader_hardware_fault terminal_reader_invalid_location_for_activation
terminal_reader_invalid_location_for_payment terminal_reader_offline terminal_reader_timeout
testmode_charges_only three_d_secure_authentication_upstream_error tls_version_unsupported token_already_used
token_card_network_invalid token_in_use transfer_source_balance_parameters_mismatch transfers_not_allowed
url_invalid
`
    .trim()
    .split(/\s+/),
);

const said = (code: string | null, declineCode: string | null = null, adviceCode: string | null = null) =>
  declineCause({ code, declineCode, adviceCode });

describe("why a payment was declined", () => {
  it.each([
    ["card_declined", "insufficient_funds", null, "soft", "insufficient_funds", "payment_declined"],
    ["card_declined", "generic_decline", null, "soft", "card_declined", "payment_declined"],
    ["card_declined", "card_velocity_exceeded", null, "soft", "card_limit_exceeded", "payment_declined"],
    ["processing_error", null, "try_again_later", "soft", "processing_error", "payment_failed"],
    ["card_declined", "duplicate_transaction", null, "check", "possible_duplicate", "payment_in_progress"],
    ["authentication_required", null, null, "auth", "authentication_required", "payment_action_required"],
    ["payment_intent_authentication_failure", null, null, "auth", "authentication_failed", "payment_action_required"],
    ["expired_card", null, "confirm_card_data", "hard", "card_expired", "payment_declined"],
    ["incorrect_cvc", null, null, "hard", "card_details_wrong", "payment_declined"],
    ["card_declined", "transaction_not_allowed", null, "hard", "card_not_supported", "payment_declined"],
    ["card_declined", "stop_payment_order", null, "hard", "payment_stopped", "payment_declined"],
    ["card_declined", "test_mode_live_card", "do_not_try_again", "setup", "card_mode_mismatch", "payment_declined"],
  ])("%s / %s with advice %s is %s, %s, %s", (code, declineCode, advice, kind, cause, ours) => {
    expect(said(code, declineCode, advice)).toMatchObject({ class: kind, cause, code: ours, isKnown: true });
  });

  it.each(["lost_card", "stolen_card", "pickup_card", "fraudulent", "merchant_blacklist", "security_violation"])(
    "%s is told as a plain decline, whatever the bank advises",
    (reason) => {
      for (const advice of [null, "do_not_try_again", "confirm_card_data"]) {
        expect(said("card_declined", reason, advice)).toMatchObject({ class: "hard", cause: "card_declined" });
      }
    },
  );

  it("lets the advice outrank the reason between trying again and giving up, and there alone", () => {
    expect(said("card_declined", "insufficient_funds", "do_not_try_again")).toMatchObject({
      class: "hard",
      cause: "payment_stopped",
    });
    expect(said("card_declined", "generic_decline", "confirm_card_data")).toMatchObject({
      class: "hard",
      cause: "card_details_wrong",
    });
    expect(said("card_declined", "transaction_not_allowed", "try_again_later").class).toBe("soft");
    expect(said("authentication_required", "authentication_required", "try_again_later").class).toBe("auth");
    expect(said("card_declined", "duplicate_transaction", "do_not_try_again").class).toBe("check");
  });

  it("tells what the provider's own rules stopped as a plain decline that is final", () => {
    const judged = declineCause({ code: "card_declined", declineCode: null, outcomeReason: "highest_risk_level" });
    expect(judged).toMatchObject({ class: "hard", cause: "card_declined" });
  });

  it.each([
    [null, null],
    ["a_code_of_next_year", null],
    ["a_code_of_next_year", "another"],
  ])("takes %s / %s, which nobody knows, as soft and says that it is unknown", (code, declineCode) => {
    expect(said(code, declineCode)).toEqual({
      class: "soft",
      cause: "unknown",
      code: "payment_declined",
      isKnown: false,
    });
  });

  it("knows every code that the installed SDK names, as a decline or as none", () => {
    const types = fs.readFileSync("node_modules/stripe/cjs/resources/PaymentIntents.d.ts", "utf8");
    const union = /namespace LastPaymentError \{[\s\S]*?type Code = ([^;]+);/.exec(types)?.[1] ?? "";
    const named = [...union.matchAll(/'([a-z0-9_]+)'/g)].map(([, code]) => code ?? "");
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter((code) => !declines.has(code) && !otherCodes.has(code))).toEqual([]);
    expect([...otherCodes].filter((code) => !named.includes(code) || declines.has(code))).toEqual([]);
  });
});
