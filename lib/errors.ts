/** What a client should do next (response contract §5.4). */
export type RetryPolicy = "after_payment" | "after_delay" | "after_change" | "never";

/** A way out that a refusal can offer; `href` is always `/go/{rel with dashes}`. */
export type ActionRel =
  | "subscribe"
  | "upgrade"
  | "top_up"
  | "pay_invoice"
  | "update_payment_method"
  | "raise_limit"
  | "manage_key"
  | "contact_sales"
  | "contact_support";

type CodeEntry = { status: number; retry: RetryPolicy; actions: readonly ActionRel[] };

/**
 * The closed list of codes, and the one table code → status. The gateway, the portal API, the public pages and the
 * message catalogue read it; a code's status and meaning never change once it was released.
 */
export const codes = {
  invalid_request: { status: 400, retry: "after_change", actions: [] },
  authentication_required: { status: 401, retry: "after_change", actions: [] },
  invalid_api_key: { status: 401, retry: "after_change", actions: [] },
  expired_api_key: { status: 401, retry: "after_change", actions: [] },
  subscription_required: { status: 402, retry: "after_payment", actions: ["subscribe", "contact_sales"] },
  trial_expired: {
    status: 402,
    retry: "after_payment",
    actions: ["subscribe", "update_payment_method", "contact_sales"],
  },
  subscription_expired: { status: 402, retry: "after_payment", actions: ["subscribe", "contact_sales"] },
  subscription_past_due: {
    status: 402,
    retry: "after_payment",
    actions: ["pay_invoice", "update_payment_method", "contact_sales"],
  },
  subscription_paused: { status: 402, retry: "after_payment", actions: ["contact_sales"] },
  feature_not_in_plan: { status: 402, retry: "after_payment", actions: ["upgrade", "contact_sales"] },
  quota_exhausted: { status: 402, retry: "after_payment", actions: ["upgrade", "top_up", "contact_sales"] },
  credits_exhausted: { status: 402, retry: "after_payment", actions: ["top_up", "upgrade", "contact_sales"] },
  credits_insufficient: { status: 402, retry: "after_payment", actions: ["top_up", "upgrade", "contact_sales"] },
  payment_failed: { status: 402, retry: "after_payment", actions: ["update_payment_method", "pay_invoice"] },
  payment_declined: { status: 402, retry: "after_payment", actions: ["update_payment_method", "pay_invoice"] },
  payment_action_required: { status: 402, retry: "after_payment", actions: ["pay_invoice", "update_payment_method"] },
  permission_denied: { status: 403, retry: "after_change", actions: ["manage_key"] },
  account_suspended: { status: 403, retry: "after_change", actions: ["contact_support"] },
  ip_not_allowed: { status: 403, retry: "after_change", actions: ["manage_key"] },
  key_budget_reached: { status: 403, retry: "after_change", actions: ["raise_limit", "manage_key"] },
  feature_unavailable: { status: 403, retry: "after_change", actions: ["contact_support"] },
  not_found: { status: 404, retry: "after_change", actions: [] },
  method_not_allowed: { status: 405, retry: "after_change", actions: [] },
  request_timeout: { status: 408, retry: "after_delay", actions: [] },
  conflict: { status: 409, retry: "after_change", actions: [] },
  payment_in_progress: { status: 409, retry: "after_delay", actions: [] },
  payment_method_missing: { status: 409, retry: "after_change", actions: ["update_payment_method"] },
  payload_too_large: { status: 413, retry: "after_change", actions: [] },
  uri_too_long: { status: 414, retry: "after_change", actions: [] },
  unsupported_media_type: { status: 415, retry: "after_change", actions: [] },
  validation_failed: { status: 422, retry: "after_change", actions: [] },
  rate_limited: { status: 429, retry: "after_delay", actions: [] },
  quota_hold_full: { status: 429, retry: "after_delay", actions: [] },
  credit_hold_full: { status: 429, retry: "after_delay", actions: [] },
  period_limit_reached: { status: 429, retry: "after_delay", actions: [] },
  headers_too_large: { status: 431, retry: "after_change", actions: [] },
  internal_error: { status: 500, retry: "after_delay", actions: [] },
  upstream_error: { status: 502, retry: "after_delay", actions: [] },
  entitlement_unavailable: { status: 503, retry: "after_delay", actions: [] },
  upstream_billing_unavailable: { status: 503, retry: "after_delay", actions: [] },
  payment_processor_unavailable: { status: 503, retry: "after_delay", actions: [] },
  temporary_reduced_capacity: { status: 503, retry: "after_delay", actions: [] },
  upstream_timeout: { status: 504, retry: "after_delay", actions: [] },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;

export const isCode = (value: string): value is Code => Object.hasOwn(codes, value);

/** One field that a payload got wrong; `pointer` is a JSON pointer (RFC 6901) or a parameter name. */
export type FieldError = { pointer: string; code: string; message: string };

/** A use case cannot proceed: the caller is told why. Anything else that is thrown is a fault and tells nothing. */
export class AppError extends Error {
  constructor(
    readonly code: Code,
    /** A whole English sentence for people; empty takes the catalogue's sentence. */
    explanation = "",
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(explanation);
    this.name = "AppError";
  }

  get status(): number {
    return codes[this.code].status;
  }
}
