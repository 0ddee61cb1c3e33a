import { type Html, html } from "@/scripts/stripe-sandbox/pages/html";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { makeCard, type TypedCard } from "@/scripts/stripe-sandbox/payments/make-card";
import { testCards } from "@/scripts/stripe-sandbox/payments/test-cards.data";
import type { PaymentMethod } from "@/scripts/stripe-sandbox/payments/types";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Fields for a card; the button sends them with `action`. The buttons for test cards fill the number in. */
export const cardForm = (button: string, action: string, more: Html = html``): Html => html`
<form method="post"><input type="hidden" name="action" value="${action}">${more}
<label for="number-${action}">Card number</label>
<input id="number-${action}" name="number" inputmode="numeric" autocomplete="off" required value="4242 4242 4242 4242">
<div class="row"><div><label for="expiry-${action}">Expiry (MM / YY)</label>
<input id="expiry-${action}" name="expiry" autocomplete="off" required value="12 / 40"></div>
<div><label for="cvc-${action}">CVC</label><input id="cvc-${action}" name="cvc" autocomplete="off" value="123"></div></div>
<label for="name-${action}">Name on card</label><input id="name-${action}" name="name" autocomplete="off">
<button>${button}</button>
<fieldset><legend>Test cards</legend>${testCards.map(
  ({ number, label }) => html`<button type="button" class="quiet" data-number="${number}"
 onclick="this.form.elements.number.value = this.dataset.number">${label}</button>`,
)}</fieldset></form>`;

/** The card that a form of this page holds. @throws StripeError 402 */
export function readCard(world: World, customer: string | null, form: Record<string, string>): PaymentMethod {
  const [month, year] = (form.expiry ?? "").split("/").map((part) => Number(part.trim()));
  if (!month || !year || month > 12) throw new StripeError(402, decline("expired_card"));
  const typed: TypedCard = {
    number: form.number ?? "",
    expMonth: month,
    expYear: year < 100 ? 2000 + year : year,
    name: form.name || null,
  };
  return makeCard(world, customer, typed);
}
