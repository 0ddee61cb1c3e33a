import type Stripe from "stripe";
import type { Price } from "@/scripts/stripe-sandbox/catalog/types";

export interface CheckoutLine {
  id: string;
  object: "item";
  price: Price;
  quantity: number | null;
  currency: string;
  description: string;
  amount_subtotal: number;
  amount_total: number;
}

export interface CheckoutSession {
  id: string;
  object: "checkout.session";
  created: number;
  mode: "subscription" | "payment" | "setup";
  status: "open" | "complete" | "expired";
  payment_status: "paid" | "unpaid" | "no_payment_required";
  customer: string | null;
  customer_email: string | null;
  customer_details: object | null;
  client_reference_id: string | null;
  success_url: string | null;
  cancel_url: string | null;
  currency: string | null;
  amount_subtotal: number | null;
  amount_total: number | null;
  expires_at: number;
  metadata: Record<string, string>;
  ui_mode: "hosted_page";
  url: string | null;
  subscription: string | null;
  invoice: string | null;
  payment_intent: string | null;
  setup_intent: string | null;
  payment_method_types: ["card"];
  payment_method_collection: "always" | "if_required";
  total_details: { amount_discount: number; amount_shipping: number; amount_tax: number };
  invoice_creation: { enabled: boolean; invoice_data: object } | null;
  hidden: { lines: CheckoutLine[]; params: Stripe.Checkout.SessionCreateParams };
}
