import type { StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";

export interface PaymentMethod {
  id: string;
  object: "payment_method";
  created: number;
  type: "card";
  customer: string | null;
  allow_redisplay: "unspecified";
  billing_details: { name: string | null; email: string | null };
  card: {
    brand: string;
    display_brand: string;
    country: string;
    exp_month: number;
    exp_year: number;
    fingerprint: string;
    funding: "credit";
    last4: string;
    checks: { cvc_check: "pass" };
  };
  metadata: Record<string, string>;
  hidden: { number: string; isConfirmed: boolean };
}

export interface PaymentIntent {
  id: string;
  object: "payment_intent";
  created: number;
  amount: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  description: string | null;
  status: "requires_payment_method" | "requires_action" | "succeeded" | "canceled";
  payment_method: string | null;
  latest_charge: string | null;
  last_payment_error: StripeErrorBody | null;
  next_action: object | null;
  setup_future_usage: "off_session" | "on_session" | null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  client_secret: string;
  capture_method: "automatic";
  confirmation_method: "automatic";
  automatic_payment_methods: { enabled: true; allow_redirects: "always" };
  payment_method_types: ["card"];
  metadata: Record<string, string>;
}

export interface SetupIntent {
  id: string;
  object: "setup_intent";
  created: number;
  customer: string;
  status: "requires_payment_method" | "succeeded";
  payment_method: string | null;
  last_setup_error: StripeErrorBody | null;
  client_secret: string;
  usage: "off_session";
  payment_method_types: ["card"];
  metadata: Record<string, string>;
}

export interface Charge {
  id: string;
  object: "charge";
  created: number;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  paid: boolean;
  refunded: boolean;
  status: "succeeded" | "failed";
  currency: string;
  customer: string | null;
  payment_intent: string;
  payment_method: string;
  failure_code: string | null;
  failure_message: string | null;
  outcome: object;
  billing_details: object;
  receipt_url: string | null;
  metadata: Record<string, string>;
}

export interface Refund {
  id: string;
  object: "refund";
  created: number;
  amount: number;
  charge: string;
  payment_intent: string;
  currency: string;
  customer: string | null;
  reason: string | null;
  status: "succeeded";
  metadata: Record<string, string>;
}
