import type { Price, Product } from "@/scripts/stripe-sandbox/catalog/types";
import type { CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import type { TestClock } from "@/scripts/stripe-sandbox/clocks/types";
import type { Checks } from "@/scripts/stripe-sandbox/contract/open-checks";
import type { Contract } from "@/scripts/stripe-sandbox/contract/types";
import type { Customer } from "@/scripts/stripe-sandbox/customers/types";
import type { Delivery, Faults, StripeEvent, WebhookEndpoint } from "@/scripts/stripe-sandbox/events/types";
import type { Invoice, InvoiceItem, InvoicePayment } from "@/scripts/stripe-sandbox/invoices/types";
import type { Meter, MeterUse } from "@/scripts/stripe-sandbox/meters/types";
import type {
  Charge,
  PaymentIntent,
  PaymentMethod,
  Refund,
  SetupIntent,
} from "@/scripts/stripe-sandbox/payments/types";
import type { PortalConfiguration, PortalSession } from "@/scripts/stripe-sandbox/portal/types";
import type { Schedule, Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";

/** Every kind of object that is kept, by its `object` field. */
export interface Objects {
  customer: Customer;
  payment_method: PaymentMethod;
  payment_intent: PaymentIntent;
  setup_intent: SetupIntent;
  charge: Charge;
  refund: Refund;
  product: Product;
  price: Price;
  "billing.meter": Meter;
  meter_use: MeterUse;
  "checkout.session": CheckoutSession;
  subscription: Subscription;
  subscription_schedule: Schedule;
  invoice: Invoice;
  invoiceitem: InvoiceItem;
  invoice_payment: InvoicePayment;
  "billing_portal.configuration": PortalConfiguration;
  "billing_portal.session": PortalSession;
  "test_helpers.test_clock": TestClock;
  webhook_endpoint: WebhookEndpoint;
  event: StripeEvent;
}

export type Kind = keyof Objects;

export interface KeptAnswer {
  /** Of path and parameters. */
  hash: string;
  status: number;
  body: string;
  requestId: string;
  /** Real seconds. */
  at: number;
}

/** All that outlives the process. */
export interface State {
  accountId: string;
  /** Signs what is sent to the endpoint given at the start. */
  webhookSecret: string;
  /** How far the time of customers without a test clock is ahead of real time. */
  offsetSeconds: number;
  objects: { [K in Kind]: Map<string, Objects[K]> };
  idempotency: Map<string, KeptAnswer>;
}

export interface Settings {
  /** Days between the attempts to collect a renewal. */
  retryDays: number[];
  afterLastRetry: "cancel" | "mark_unpaid" | "leave_past_due";
  finalizeAfterSeconds: number;
  upcomingDays: number;
}

export interface Violation {
  where: string;
  faults: string[];
}

export interface Tally {
  stripe_requests_checked: number;
  /** Requests that Stripe's own types do not allow. */
  stripe_requests_refused: number;
  stripe_answers_checked: number;
  stripe_violations: number;
}

export interface World {
  contract: Contract;
  checks: Checks;
  state: State;
  settings: Settings;
  faults: Faults;
  tally: Tally;
  violations: Violation[];
  deliveries: Delivery[];
  /** Where a browser and where the API client reach the sandbox. */
  pageUrl: string;
  /** Real time in whole seconds. */
  realNow: () => number;
  /** The request being answered; events name it. */
  request: { id: string | null; idempotency_key: string | null };
  /** Takes an event to be told to the webhooks, outside the request. */
  deliver: (event: StripeEvent) => void;
  /** Does a piece of work after the present request is answered. */
  later: (work: () => void) => void;
  /** Told after every request and every step of time. */
  changed: () => void;
}
