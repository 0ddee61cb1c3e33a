import { update } from "@/scripts/stripe-sandbox/events/update";
import { cardForm, readCard } from "@/scripts/stripe-sandbox/pages/card-form";
import { alert, day, type Html, html, money, page, redirect } from "@/scripts/stripe-sandbox/pages/html";
import { detailsPart, saveDetails } from "@/scripts/stripe-sandbox/pages/portal-details";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";
import { attachCard } from "@/scripts/stripe-sandbox/payments/attach-card";
import { detachCard } from "@/scripts/stripe-sandbox/payments/handlers";
import type { PortalConfiguration, PortalSession } from "@/scripts/stripe-sandbox/portal/types";
import { cancelSubscription } from "@/scripts/stripe-sandbox/subscriptions/cancel-subscription";
import { productName } from "@/scripts/stripe-sandbox/subscriptions/item-lines";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { updateSubscription } from "@/scripts/stripe-sandbox/subscriptions/update-subscription";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuse, StripeError, type StripeErrorBody } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export function showPortal(world: World, session: PortalSession, error: StripeErrorBody | null = null): PageAnswer {
  const { features } = get(world, "billing_portal.configuration", session.configuration);
  const customer = get(world, "customer", session.customer, "customer");
  const subscriptions = all(world, "subscription").filter(
    (subscription) => subscription.customer === customer.id && subscription.ended_at === null,
  );
  const cards = all(world, "payment_method").filter((card) => card.customer === customer.id);
  const invoices = all(world, "invoice").filter(
    (invoice) => invoice.customer === customer.id && invoice.status !== "draft",
  );
  const isDefault = (id: string) => customer.invoice_settings.default_payment_method === id;
  const body = html`${alert(error?.message ?? null, error?.decline_code ?? error?.code)}
<p>${customer.name ?? customer.email}</p>
<section><h2>Subscriptions</h2>${subscriptions.map((one) => subscriptionPart(world, one, features))}
${subscriptions.length === 0 && html`<p>None.</p>`}</section>
<section><h2>Payment methods</h2><ul>${cards.map(
    ({ id, card }) => html`<li>${card.brand} ending in ${card.last4}, until ${card.exp_month}/${card.exp_year}
${
  isDefault(id)
    ? "(default)"
    : html`<form method="post" class="inline"><input type="hidden" name="card" value="${id}">
<button class="quiet" name="action" value="default" aria-label="Make ${card.last4} the default">Make default</button>
<button class="quiet" name="action" value="detach" aria-label="Remove ${card.last4}">Remove</button></form>`
}</li>`,
  )}</ul>${features.payment_method_update.enabled ? cardForm("Add payment method", "card") : html``}</section>
${features.customer_update.enabled ? detailsPart(customer) : html``}
${
  features.invoice_history.enabled &&
  html`<section><h2>Invoices</h2><table><thead><tr><th scope="col">Number</th><th scope="col">Date</th>
<th scope="col">Amount</th><th scope="col">Status</th></tr></thead><tbody>${invoices.reverse().map(
    (invoice) => html`<tr><td><a href="/i/${invoice.id}">${invoice.number}</a></td><td>${day(invoice.created)}</td>
<td>${money(invoice.total, invoice.currency)}</td><td>${invoice.status}</td></tr>`,
  )}</tbody></table></section>`
}
${session.return_url && html`<p><a href="${session.return_url}">Return</a></p>`}`;
  return page("Billing", body, error ? 402 : 200);
}

function subscriptionPart(
  world: World,
  one: Subscription,
  { subscription_cancel }: PortalConfiguration["features"],
): Html {
  const names = one.items.data.map(({ price }) => productName(world, price));
  const ends = one.cancel_at === null ? `renews on ${day(periodOf(one).end)}` : `ends on ${day(one.cancel_at)}`;
  const button =
    one.cancel_at !== null
      ? html`<button name="action" value="keep">Keep subscription</button>`
      : subscription_cancel.enabled && !one.schedule
        ? html`<button class="quiet" name="action" value="cancel">Cancel subscription</button>`
        : html``;
  return html`<p><strong>${[...new Set(names)].join(" + ")}</strong>: ${one.status}, ${ends}</p>
<form method="post"><input type="hidden" name="subscription" value="${one.id}">${button}</form>`;
}

export function submitPortal(world: World, session: PortalSession, form: Record<string, string>): PageAnswer {
  try {
    act(world, session, form);
  } catch (problem) {
    if (problem instanceof StripeError) return showPortal(world, session, problem.body);
    throw problem;
  }
  const isDone = session.flow !== null && ["card", "cancel"].includes(form.action ?? "");
  return redirect(isDone && session.return_url ? session.return_url : `/p/session/${session.id}`);
}

/** Only what the configuration allows, and only what belongs to this customer. */
function act(world: World, session: PortalSession, form: Record<string, string>): void {
  const { features } = get(world, "billing_portal.configuration", session.configuration);
  const customer = get(world, "customer", session.customer, "customer");
  const own = <T extends { customer: string | null }>(object: T): T =>
    object.customer === customer.id ? object : refuse("This belongs to another customer.");
  const setDefault = (id: string) =>
    update(world, customer, { invoice_settings: { default_payment_method: id } }, "customer.updated");
  if (form.action === "card" && features.payment_method_update.enabled) {
    setDefault(attachCard(world, readCard(world, customer.id, form), customer.id).id);
  } else if (form.action === "details" && features.customer_update.enabled) {
    saveDetails(world, customer, form);
  } else if (form.action === "default") {
    setDefault(own(get(world, "payment_method", form.card)).id);
  } else if (form.action === "detach") {
    detachCard(world, own(get(world, "payment_method", form.card)).id);
  } else if (form.action === "cancel" && features.subscription_cancel.enabled) {
    const subscription = own(get(world, "subscription", form.subscription));
    if (features.subscription_cancel.mode === "immediately") cancelSubscription(world, subscription);
    else updateSubscription(world, subscription, { cancel_at_period_end: true });
  } else if (form.action === "keep") {
    updateSubscription(world, own(get(world, "subscription", form.subscription)), { cancel_at_period_end: false });
  } else refuse("The portal does not offer this.");
}
