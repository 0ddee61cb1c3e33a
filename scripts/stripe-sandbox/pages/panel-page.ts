import { day, html, page } from "@/scripts/stripe-sandbox/pages/html";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { all } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const shownDeliveries = 50;
const steps = [
  ["hour", "+1 hour"],
  ["day", "+1 day"],
  ["week", "+1 week"],
  ["renewal", "To the next renewal"],
] as const;

/** Time, customers, webhooks and faults at one place. */
export function showPanel(world: World): PageAnswer {
  const customers = all(world, "customer").filter(({ deleted }) => !deleted);
  const clockButtons = (customer: string | null) => html`<form method="post" action="/_sandbox/advance" class="inline">
<input type="hidden" name="customer" value="${customer ?? "all"}">${steps.map(
    ([step, label]) => html`<button class="quiet" name="step" value="${step}">${label}</button>`,
  )}</form>`;
  const { faults, tally } = world;
  const body = html`
<section><h2>Time</h2><p>Customers without a clock: ${day(nowOf(world, null))}. All clocks at once:</p>${clockButtons(null)}</section>
<section><h2>Customers</h2><table><thead><tr><th scope="col">Customer</th><th scope="col">Time</th><th scope="col">Subscription</th><th scope="col">Actions</th></tr></thead><tbody>
${customers.map((customer) => {
  const mine = all(world, "subscription").filter((one) => one.customer === customer.id);
  return html`<tr><td>${customer.name ?? customer.email ?? customer.id}</td><td>${day(nowOf(world, customer.id))}</td>
<td>${mine.map(({ id, status }) => html`${id}: ${status}<br>`)}</td><td>${clockButtons(customer.id)}
<form method="post" action="/_sandbox/fail" class="inline"><input type="hidden" name="customer" value="${customer.id}">
<button class="quiet">${customer.hidden.failNextCharge ? "The next charge will fail" : "Fail the next charge"}</button></form>
<form method="post" action="/_sandbox/expire" class="inline"><input type="hidden" name="customer" value="${customer.id}">
<button class="quiet">Let the card expire next month</button></form></td></tr>`;
})}</tbody></table></section>
<section><h2>Faults of webhooks</h2><form method="post" action="/_sandbox/faults">
<label><input type="checkbox" name="shuffle" value="true"${faults.shuffle && " checked"}> Shuffle</label>
<label><input type="checkbox" name="duplicate" value="true"${faults.duplicate && " checked"}> Double some</label>
<label for="drop">Lose, percent</label><input id="drop" name="dropPercent" type="number" min="0" max="100" value="${faults.dropPercent}">
<button>Set</button></form></section>
<section><h2>Webhooks</h2><table><thead><tr><th scope="col">Event</th><th scope="col">Type</th><th scope="col">Attempt</th><th scope="col">Answer</th><th scope="col">Again</th></tr></thead><tbody>
${world.deliveries
  .slice(-shownDeliveries)
  .reverse()
  .map(
    (
      one,
    ) => html`<tr><td>${one.event}</td><td>${one.type}</td><td>${one.attempt}</td><td>${one.status ?? one.error}</td>
<td><form method="post" action="/_sandbox/resend"><input type="hidden" name="event" value="${one.event}"><button class="quiet" aria-label="Resend ${one.event}">Resend</button></form></td></tr>`,
  )}</tbody></table></section>
<section><h2>Contract</h2><p>Requests checked: ${tally.stripe_requests_checked}. Answers checked: ${tally.stripe_answers_checked}.
Violations: <strong>${tally.stripe_violations}</strong>.</p><ul>${world.violations.slice(-20).map(({ where, faults: found }) => html`<li>${where}: ${found.join("; ")}</li>`)}</ul></section>
<section><h2>Reset</h2><form method="post" action="/_sandbox/reset"><button>Begin with an empty account</button></form></section>`;
  return page("Stripe sandbox", body);
}
