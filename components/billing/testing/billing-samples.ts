import type { BillingView, InvoiceView } from "@/lib/billing/views";

const euro = (amountMinor: number) => ({ amountMinor, currency: "EUR" });

export const subscription: NonNullable<BillingView["subscription"]> = {
  id: "sub_1",
  billedBy: "stripe",
  status: "active",
  planVersionId: "plv_1",
  planName: "Pro",
  price: euro(9_900),
  interval: "month",
  periodStart: "2026-08-01T00:00:00Z",
  periodEnd: "2026-10-01T00:00:00Z",
  trialEnd: null,
  cancelAt: null,
  afterPlanName: null,
  graceEndsAt: null,
};

export const anInvoice: InvoiceView = {
  id: "inv_1",
  billedBy: "stripe",
  number: "1042",
  status: "open",
  reason: "subscription_cycle",
  total: euro(9_900),
  tax: euro(0),
  due: euro(9_900),
  refunded: euro(0),
  createdAt: "2026-08-01T00:00:00Z",
  periodStart: "2026-08-01T00:00:00Z",
  periodEnd: "2026-10-01T00:00:00Z",
  dueAt: null,
  nextAttemptAt: null,
  paidAt: null,
  attemptCount: 1,
  cause: "insufficient_funds",
  lines: [],
  hasPages: true,
};

/** A tenant on Pro at €99 that pays by card, with what a test changes of it. */
export const billing = (changed: Partial<BillingView>): BillingView => ({
  mode: "sandbox",
  now: "2026-08-10T00:00:00Z",
  clockOffsetSeconds: 0,
  timeZone: "UTC",
  tax: "not_calculated",
  contactUrl: null,
  subscription,
  fallbackPlanName: null,
  change: null,
  openInvoices: [],
  nextCharge: { at: "2026-10-01T00:00:00Z", about: euro(10_420) },
  cards: [],
  billingDetails: { name: null, email: null, address: null, taxIds: [] },
  isConfirming: false,
  syncedAt: "2026-08-10T00:00:00Z",
  ...changed,
});
