export interface Pricing {
  type: "price_details";
  price_details: { price: string; product: string };
  unit_amount_decimal: string | null;
}

export interface InvoiceLine {
  id: string;
  object: "line_item";
  amount: number;
  subtotal: number;
  currency: string;
  description: string | null;
  discountable: boolean;
  invoice: string | null;
  metadata: Record<string, string>;
  parent: object | null;
  period: { start: number; end: number };
  pricing: Pricing | null;
  quantity: number | null;
  quantity_decimal: string | null;
  subscription: string | null;
}

export type BillingReason =
  | "manual"
  | "subscription_create"
  | "subscription_cycle"
  | "subscription_update"
  | "upcoming";

export interface Invoice {
  id: string;
  object: "invoice";
  created: number;
  customer: string;
  customer_email: string | null;
  customer_name: string | null;
  account_country: string;
  account_name: string;
  currency: string;
  status: "draft" | "open" | "paid" | "uncollectible" | "void";
  billing_reason: BillingReason;
  collection_method: string;
  auto_advance: boolean;
  automatically_finalizes_at: number | null;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  default_payment_method: string | null;
  description: string | null;
  due_date: number | null;
  effective_at: number | null;
  starting_balance: number;
  ending_balance: number | null;
  hosted_invoice_url: string | null;
  invoice_pdf: string | null;
  lines: { object: "list"; data: InvoiceLine[]; has_more: boolean; url: string };
  metadata: Record<string, string>;
  next_payment_attempt: number | null;
  number: string | null;
  parent: {
    type: "subscription_details";
    subscription_details: { subscription: string; metadata: Record<string, string> };
  } | null;
  period_start: number;
  period_end: number;
  status_transitions: Record<"finalized_at" | "marked_uncollectible_at" | "paid_at" | "voided_at", number | null>;
  subtotal: number;
  subtotal_excluding_tax: number;
  total: number;
  total_excluding_tax: number;
  issuer: { type: "self" };
  test_clock: string | null;
  hidden: {
    paymentIntent: string | null;
    /** How often it was tried again by itself. */
    retries: number;
    /** When collecting it ends and the setting for that decides. */
    givesUpAt: number | null;
  };
}

export interface InvoiceItem {
  id: string;
  object: "invoiceitem";
  date: number;
  amount: number;
  net_amount: number;
  currency: string;
  customer: string;
  description: string | null;
  discountable: boolean;
  invoice: string | null;
  metadata: Record<string, string>;
  parent: { type: "subscription_details"; subscription_details: object } | null;
  period: { start: number; end: number };
  pricing: Pricing | null;
  proration: boolean;
  quantity: number;
  quantity_decimal: string;
  test_clock: string | null;
  hidden: { subscription: string | null };
}

export interface InvoicePayment {
  id: string;
  object: "invoice_payment";
  created: number;
  amount_paid: number | null;
  amount_requested: number;
  currency: string;
  invoice: string;
  is_default: boolean;
  payment: { type: "payment_intent"; payment_intent: string };
  status: "open" | "paid" | "canceled";
  status_transitions: { canceled_at: number | null; paid_at: number | null };
}
