import { describePrice, money } from "@/components/billing/describe-money";
import { describeMoment } from "@/components/ui/describe-time";
import type { BillingView } from "@/lib/billing/views";
import type { Role } from "@/theme";

export type Told = { role: Role; word: string; title: string; sentence: string };
type Subscription = NonNullable<BillingView["subscription"]>;
type Change = NonNullable<BillingView["change"]>;

const at = (instant: string) => describeMoment(new Date(instant));
const elseRefused = (planName: string | null, code: string) =>
  planName === null ? `After that calls answer 402 ${code}.` : `After that the plan ${planName} holds.`;
const keeps = "Keys, logs and settings stay.";

/** What the tenant holds and what happens next and when: fact, consequence, way out. All instants are told in UTC. */
export function describeSubscription(billing: BillingView): Told {
  const { subscription } = billing;
  if (!subscription) {
    return {
      role: "calm",
      word: "no plan",
      title: "No plan",
      sentence: "Calls on a feature answer 402 subscription_required until a plan is chosen.",
    };
  }
  const title = subscription.planName;
  if (subscription.status === "trialing") return { role: "info", word: "trial", title, sentence: trial(subscription) };
  if (subscription.status === "grace") {
    return { role: "warn", word: "payment late", title, sentence: grace(billing, subscription) };
  }
  if (subscription.status === "suspended") {
    return { role: "act", word: "payment overdue", title, sentence: overdue(billing, subscription) };
  }
  if (subscription.status === "paused") {
    const sentence = `Calls answer 402 subscription_paused until the operator resumes it. ${keeps}`;
    return { role: "warn", word: "paused", title, sentence };
  }
  if (subscription.status === "ended") {
    const sentence = "Calls on a feature answer 402 until another plan is chosen. Keys, logs and settings stay.";
    return { role: "calm", word: "ended", title, sentence };
  }
  const sentence = active(billing, subscription);
  if (subscription.cancelAt !== null) return { role: "warn", word: "ends", title, sentence };
  return { role: "ok", word: "active", title, sentence };
}

function trial({ billedBy, trialEnd, price, interval, afterPlanName }: Subscription): string {
  if (trialEnd === null) return "A trial: nothing is charged.";
  const until = `Trial until ${at(trialEnd)}; nothing is charged before.`;
  if (billedBy === "stripe") {
    return `${until} Then ${describePrice(price, interval)} is charged to the card, unless it is cancelled before.`;
  }
  return `${until} ${elseRefused(afterPlanName, "trial_expired")} Choosing a plan before keeps calls going.`;
}

function active({ nextCharge }: BillingView, subscription: Subscription): string {
  const { billedBy, price, interval, cancelAt, periodEnd, afterPlanName } = subscription;
  const costs = price.amountMinor === 0 && billedBy === "nobody" ? "No fee" : describePrice(price, interval);
  if (cancelAt !== null) {
    return `${costs}. Ends ${at(cancelAt)}; calls go on until then. ${elseRefused(afterPlanName, "subscription_expired")}`;
  }
  if (billedBy === "manual") return `${costs}, invoiced by the operator.`;
  if (nextCharge) return `${costs}. About ${money(nextCharge.about)} is charged ${at(nextCharge.at)}.`;
  // Nothing is due at the end of a period that nobody bills: when units start again is told beside it.
  if (billedBy === "nobody") return `${costs}.`;
  return periodEnd === null ? `${costs}.` : `${costs}. Period until ${at(periodEnd)}.`;
}

/** "Invoice 1042 (€99.00) is", "2 invoices (€198.00) are": what is unpaid. */
function unpaid({ openInvoices }: BillingView): string {
  const [first] = openInvoices;
  if (!first) return "An invoice is";
  if (openInvoices.length === 1) return `Invoice ${first.number ?? "without number"} (${money(first.due)}) is`;
  const amountMinor = openInvoices.reduce((sum, { due }) => sum + due.amountMinor, 0);
  return `${openInvoices.length} invoices (${money({ ...first.due, amountMinor })}) are`;
}

function grace(billing: BillingView, { graceEndsAt, billedBy }: Subscription): string {
  const until = graceEndsAt === null ? "" : ` until ${at(graceEndsAt)}`;
  const then = `After that calls answer 402 subscription_past_due. ${keeps}`;
  const way = billedBy === "manual" ? "Settling it with the operator" : "Paying";
  return `${unpaid(billing)} unpaid. Nothing changes${until}. ${then} ${way} restores calls within seconds.`;
}

function overdue(billing: BillingView, { billedBy }: Subscription): string {
  const way =
    billedBy === "manual" ? "The operator restores them once it is settled." : "Paying restores calls within seconds.";
  return `${unpaid(billing)} unpaid and the time to pay is over: calls answer 402 subscription_past_due. ${keeps} ${way}`;
}

/** A change that waits, and what holds until then. */
export function describeChange(change: Change, planName: string): Told {
  const to = change.toPlanName ?? "nothing";
  if (change.status === "pending_payment") {
    return {
      role: "warn",
      word: "waits for payment",
      title: `Change to ${to} waits for its payment`,
      sentence: `${planName} stays as it is until the invoice is paid. Unpaid, the change is dropped after 23 hours and nothing is owed for it.`,
    };
  }
  const when = change.effectiveAt === null ? "At the end of the period" : at(change.effectiveAt);
  const price = change.price === null ? "" : ` It costs ${money(change.price)} from then on.`;
  return {
    role: "info",
    word: "scheduled",
    title: `Change to ${to} is scheduled`,
    sentence: `${when} ${to} takes the place of ${planName}.${price} Nothing changes before, and it can be undone until then.`,
  };
}
