import type { AccessInput, MirroredInvoice, MirroredSubscription } from "@/lib/billing/types";
import type { Overdue } from "@/lib/entitlements/types";

const dayMs = 86_400_000;
const presetGraceDays = 7;

/** Since when a subscription is unpaid, and when its grace ends. */
export type Lateness = { graceEndsAt: Date; overdue: Overdue | null };

/** When an open invoice began to be late; null while nobody has tried to collect it. */
function lateSince(invoice: MirroredInvoice): Date | null {
  if (invoice.status !== "open") return null;
  if (invoice.isSent) return invoice.dueAt;
  return invoice.attemptCount > 0 ? invoice.finalizedAt : null;
}

/**
 * How late a subscription is. The beginning is read from its unpaid invoices, so no lost event can move it; where none
 * is found it is the period's.
 */
export function overdueOf(subscription: MirroredSubscription, { invoices, terms }: AccessInput): Lateness {
  const own = invoices.filter(({ subscriptionId }) => subscriptionId === subscription.id);
  const open = own.filter(({ status }) => status === "open").sort(byAge);
  const [first] = own
    .flatMap((invoice) => {
      const since = lateSince(invoice);
      return since ? [{ invoice, since }] : [];
    })
    .sort((a, b) => a.since.getTime() - b.since.getTime() || byAge(a.invoice, b.invoice));
  const since = subscription.overdueSince ?? first?.since ?? subscription.periodStart ?? subscription.startedAt;
  const days = graceDays(subscription, own, terms);
  const graceEndsAt = new Date(since.getTime() + days * dayMs);
  const named = first?.invoice ?? open[0];
  if (!named) return { graceEndsAt, overdue: null };
  return {
    graceEndsAt,
    overdue: {
      invoiceId: named.id,
      number: named.number,
      dueMinor: named.dueMinor,
      currency: named.currency,
      dueAt: named.dueAt?.toISOString() ?? null,
      graceEndsAt: graceEndsAt.toISOString(),
      openInvoices: open.length,
      cause: named.cause,
    },
  };
}

const byAge = (a: MirroredInvoice, b: MirroredInvoice) =>
  (a.finalizedAt?.getTime() ?? 0) - (b.finalizedAt?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);

function graceDays(
  subscription: MirroredSubscription,
  own: MirroredInvoice[],
  { graceDays: of }: AccessInput["terms"],
) {
  const terms = subscription.planVersionId === null ? undefined : of.get(subscription.planVersionId);
  if (!terms) return presetGraceDays;
  return subscription.trialEnd && !hasPaid(own) ? terms.trialGraceDays : terms.graceDays;
}

/** Whether anything was ever paid; the invoice of a trial says zero. */
export const hasPaid = (own: readonly MirroredInvoice[]): boolean =>
  own.some(({ status, totalMinor }) => status === "paid" && totalMinor > 0);
