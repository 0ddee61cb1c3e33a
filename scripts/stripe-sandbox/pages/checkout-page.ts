import { completeSession, ensureCustomer } from "@/scripts/stripe-sandbox/checkout/complete-session";
import type { CheckoutLine, CheckoutSession } from "@/scripts/stripe-sandbox/checkout/types";
import { cardForm, readCard } from "@/scripts/stripe-sandbox/pages/card-form";
import { alert, day, html, money, page, redirect } from "@/scripts/stripe-sandbox/pages/html";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import { StripeError, type StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export function showCheckout(world: World, session: CheckoutSession, error: StripeErrorBody | null = null): PageAnswer {
  if (session.status === "expired") return page("This checkout has expired", html`<p>Start again from the shop.</p>`);
  if (session.status === "complete") return redirect(successUrl(session));
  const { trial_end, trial_period_days } = session.hidden.params.subscription_data ?? {};
  const email = find(world, "customer", session.customer)?.email ?? session.customer_email;
  const button = { setup: "Save card", subscription: "Subscribe", payment: "Pay" }[session.mode];
  const emailField = html`<label for="email">Email</label><input id="email" name="email" type="email" required>`;
  const body = html`${alert(error?.message ?? null, error?.decline_code ?? error?.code)}
<table><tbody>${session.hidden.lines.map((line) => html`<tr><td>${line.description}</td><td>${priceText(line)}</td></tr>`)}
${session.amount_total !== null && html`<tr><th scope="row">Total due today</th><td><strong>${money(session.amount_total, session.currency)}</strong></td></tr>`}
</tbody></table>
${trial_period_days && html`<p>${trial_period_days} days free, then billed by themselves.</p>`}
${typeof trial_end === "number" && html`<p>Free until ${day(trial_end)}, then billed by itself.</p>`}
${email && html`<p>Email: ${email}</p>`}
${cardForm(button, "pay", email ? html`` : emailField)}
${session.cancel_url && html`<p><a href="${session.cancel_url}">Cancel and go back</a></p>`}`;
  return page(button === "Pay" ? "Payment" : button, body, error ? 402 : 200);
}

const priceText = ({ price, quantity, amount_total, currency }: CheckoutLine) => {
  if (quantity === null) return "by use";
  const { interval = "", interval_count = 1 } = price.recurring ?? {};
  const each = interval && (interval_count === 1 ? ` every ${interval}` : ` every ${interval_count} ${interval}s`);
  return `${quantity} × ${money(amount_total / quantity, currency)}${each}`;
};

export function submitCheckout(world: World, session: CheckoutSession, form: Record<string, string>): PageAnswer {
  if (session.status !== "open") return showCheckout(world, session);
  try {
    const card = readCard(world, session.customer, form);
    ensureCustomer(world, session, form.email ?? "", form.name ?? "");
    return finish(world, session, card.id, false);
  } catch (problem) {
    if (problem instanceof StripeError) return showCheckout(world, session, problem.body);
    throw problem;
  }
}

/** Charges the card that was typed, or asks the bank first. */
export function finish(world: World, session: CheckoutSession, cardId: string, isConfirmed: boolean): PageAnswer {
  const card = find(world, "payment_method", cardId);
  if (!card) return showCheckout(world, session);
  try {
    const outcome = completeSession(world, session, card, isConfirmed);
    if (outcome === "complete") return redirect(successUrl(session));
    return redirect(`/3ds/${session.payment_intent ?? session.id}?session=${session.id}&card=${card.id}`);
  } catch (problem) {
    if (problem instanceof StripeError) return showCheckout(world, session, problem.body);
    throw problem;
  }
}

const successUrl = ({ id, success_url }: CheckoutSession) =>
  (success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", id);
