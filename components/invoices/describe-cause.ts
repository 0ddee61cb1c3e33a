import type { DeclineCause } from "@/lib/billing/types";

const sentences: Record<DeclineCause, string> = {
  insufficient_funds: "The card has insufficient funds. Use another card or try later.",
  card_declined: "The bank declined the card. Try again, use another card or call the bank.",
  card_limit_exceeded: "The card's limit is reached. Use another card or try later.",
  processing_error: "A processing error occurred. Nothing was charged. Try again.",
  possible_duplicate: "A matching payment was just made. It is being checked.",
  authentication_required: "Your bank wants a confirmation. Open the invoice to finish.",
  authentication_failed: "The confirmation failed. Try again or use another card.",
  card_expired: "The card has expired. Use another card.",
  card_details_wrong: "The card details are wrong. Enter them again or use another card.",
  card_not_supported: "This card cannot be used for this payment. Use another card.",
  payment_stopped: "The bank stopped this payment. Use another card.",
  card_mode_mismatch: "Use a test card here, or a real card in live mode.",
  unknown: "The payment failed. Try again or use another card.",
};

/** Why a payment failed and what helps, in plain words; a word that is new to this page is told plainly too. */
export const describeCause = (cause: string | null): string =>
  (cause !== null && Object.hasOwn(sentences, cause) && sentences[cause as DeclineCause]) || sentences.unknown;
