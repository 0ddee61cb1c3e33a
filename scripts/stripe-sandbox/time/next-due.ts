import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { finalizeInvoice } from "@/scripts/stripe-sandbox/invoices/finalize-invoice";
import { collectInvoice } from "@/scripts/stripe-sandbox/invoices/pay-invoice";
import { subscriptionOf } from "@/scripts/stripe-sandbox/invoices/subscription-of";
import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import { voidInvoice } from "@/scripts/stripe-sandbox/invoices/void-invoice";
import { expirePendingUpdate } from "@/scripts/stripe-sandbox/subscriptions/apply-pending-update";
import { cancelSubscription } from "@/scripts/stripe-sandbox/subscriptions/cancel-subscription";
import { cycleSubscription } from "@/scripts/stripe-sandbox/subscriptions/cycle-subscription";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import { previewInvoice } from "@/scripts/stripe-sandbox/subscriptions/preview-invoice";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { all, find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export interface Due {
  /** Billing time in seconds. */
  at: number;
  act: () => void;
}

const day = 86_400;

/** What happens next by itself to the customers of a clock (null: those without one), in order of billing time. */
export function nextDue(world: World, clock: string | null): Due | null {
  const isMine = (customer: string | null) => (find(world, "customer", customer)?.test_clock ?? null) === clock;
  const due = [
    ...all(world, "invoice")
      .filter((invoice) => isMine(invoice.customer))
      .flatMap((invoice) => dueOfInvoice(world, invoice)),
    ...all(world, "subscription")
      .filter((subscription) => isMine(subscription.customer))
      .flatMap((subscription) => dueOfSubscription(world, subscription)),
    ...all(world, "checkout.session")
      .filter(({ status, customer }) => status === "open" && isMine(customer))
      .map((session) => ({
        at: session.expires_at,
        act: () => {
          Object.assign(session, { status: "expired", url: null });
          tell(world, "checkout.session.expired", session);
        },
      })),
  ];
  return due.reduce<Due | null>((first, next) => (first && first.at <= next.at ? first : next), null);
}

function dueOfInvoice(world: World, invoice: Invoice): Due[] {
  const due: Due[] = [];
  const isAutomatic = invoice.collection_method === "charge_automatically";
  if (invoice.status === "draft" && invoice.auto_advance && invoice.automatically_finalizes_at !== null) {
    const act = () => {
      finalizeInvoice(world, invoice);
      const isPaused = subscriptionOf(world, invoice)?.pause_collection;
      if (invoice.status === "open" && isAutomatic && !isPaused) collectInvoice(world, invoice);
    };
    due.push({ at: invoice.automatically_finalizes_at, act });
  }
  if (invoice.status !== "open") return due;
  if (invoice.next_payment_attempt !== null) {
    due.push({ at: invoice.next_payment_attempt, act: () => collectInvoice(world, invoice) });
  }
  if (invoice.hidden.givesUpAt !== null) {
    due.push({ at: invoice.hidden.givesUpAt, act: () => giveUp(world, invoice) });
  }
  return due;
}

/** No attempt is left: the account's setting decides. */
function giveUp(world: World, invoice: Invoice) {
  invoice.hidden.givesUpAt = null;
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.status !== "past_due") return;
  const { afterLastRetry } = world.settings;
  if (afterLastRetry === "cancel") cancelSubscription(world, subscription, { reason: "payment_failed" });
  if (afterLastRetry === "mark_unpaid") {
    update(world, subscription, { status: "unpaid" }, "customer.subscription.updated");
  }
}

function dueOfSubscription(world: World, subscription: Subscription): Due[] {
  const due: Due[] = [];
  const { hidden, pending_update, status } = subscription;
  if (status === "incomplete" && hidden.expiresAt !== null) {
    due.push({ at: hidden.expiresAt, act: () => expireFirstPayment(world, subscription) });
  }
  if (pending_update) due.push({ at: pending_update.expires_at, act: () => dropUpdate(world, subscription) });
  if (!["active", "trialing", "past_due", "unpaid"].includes(status)) return due;
  const { end } = periodOf(subscription);
  due.push({ at: end, act: () => cycleSubscription(world, subscription) });
  if (subscription.cancel_at !== null && subscription.cancel_at < end) {
    due.push({ at: subscription.cancel_at, act: () => cancelSubscription(world, subscription, { billsUsage: true }) });
  }
  if (status === "trialing" && !hidden.toldTrialEnd) {
    const act = () => {
      hidden.toldTrialEnd = true;
      tell(world, "customer.subscription.trial_will_end", subscription);
    };
    due.push({ at: (subscription.trial_end ?? end) - 3 * day, act });
  } else if (status !== "trialing" && hidden.toldUpcoming !== end && subscription.cancel_at === null) {
    const act = () => {
      hidden.toldUpcoming = end;
      tell(world, "invoice.upcoming", previewInvoice(world, subscription));
    };
    due.push({ at: end - world.settings.upcomingDays * day, act });
  }
  return due;
}

function expireFirstPayment(world: World, subscription: Subscription) {
  const now = subscription.hidden.expiresAt;
  subscription.hidden.expiresAt = null;
  update(world, subscription, { status: "incomplete_expired", ended_at: now }, "customer.subscription.updated");
  const invoice = find(world, "invoice", subscription.latest_invoice);
  if (invoice?.status === "open") voidInvoice(world, invoice);
}

function dropUpdate(world: World, subscription: Subscription) {
  const invoice = find(world, "invoice", subscription.hidden.pendingInvoice);
  expirePendingUpdate(world, subscription);
  if (invoice?.status === "open") voidInvoice(world, invoice);
}
