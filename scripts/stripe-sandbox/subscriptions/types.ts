import type { Price } from "@/scripts/stripe-sandbox/catalog/types";

export interface SubscriptionItem {
  id: string;
  object: "subscription_item";
  created: number;
  subscription: string;
  price: Price;
  plan: object;
  quantity?: number;
  current_period_start: number;
  current_period_end: number;
  metadata: Record<string, string>;
  /** Of a metered item that took another's place within a period: use before it was billed with that one. */
  hidden?: { usageSince: number };
}

/** What a person wants to change about the items of a subscription. */
export interface ItemChange {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: Record<string, string>;
}

export type SubscriptionStatus =
  | "active"
  | "canceled"
  | "incomplete"
  | "incomplete_expired"
  | "past_due"
  | "paused"
  | "trialing"
  | "unpaid";

export interface Subscription {
  id: string;
  object: "subscription";
  created: number;
  start_date: number;
  customer: string;
  currency: string;
  status: SubscriptionStatus;
  billing_cycle_anchor: number;
  billing_mode: { type: "classic" | "flexible"; flexible: { proration_discounts: "included" } | null };
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { comment: string | null; feedback: string | null; reason: string | null };
  collection_method: string;
  days_until_due: number | null;
  default_payment_method: string | null;
  ended_at: number | null;
  items: { object: "list"; data: SubscriptionItem[]; has_more: boolean; url: string };
  latest_invoice: string | null;
  metadata: Record<string, string>;
  pause_collection: object | null;
  payment_settings: { save_default_payment_method: string };
  pending_update: { expires_at: number; subscription_items: SubscriptionItem[] } | null;
  schedule: string | null;
  status_details?: object;
  test_clock: string | null;
  trial_start: number | null;
  trial_end: number | null;
  trial_settings: { end_behavior: { missing_payment_method: string } };
  hidden: {
    /** When a first payment that stays open ends it. */
    expiresAt: number | null;
    /** The period end of which `invoice.upcoming` was told. */
    toldUpcoming: number | null;
    toldTrialEnd: boolean;
    pendingItems: ItemChange[];
    /** Up to when the pending update's invoice bills the use of what it takes away. */
    pendingUsedUntil: number | null;
    /** The invoice that the pending update waits for. */
    pendingInvoice: string | null;
  };
}

export interface PhaseItem {
  price: string;
  plan: string;
  quantity?: number;
  metadata: Record<string, string>;
}

export interface Phase {
  start_date: number;
  end_date: number;
  currency: string;
  items: PhaseItem[];
  metadata: Record<string, string>;
  proration_behavior: "none" | "always_invoice" | "create_prorations";
  trial_end: number | null;
}

export interface Schedule {
  id: string;
  object: "subscription_schedule";
  created: number;
  customer: string;
  subscription: string | null;
  released_subscription: string | null;
  released_at: number | null;
  status: "active" | "canceled" | "completed" | "not_started" | "released";
  end_behavior: "cancel" | "release";
  current_phase: { start_date: number; end_date: number } | null;
  phases: Phase[];
  metadata: Record<string, string>;
  billing_mode: Subscription["billing_mode"];
  default_settings: object;
  test_clock: string | null;
}
