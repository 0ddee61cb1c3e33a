import { finish, showCheckout } from "@/scripts/stripe-sandbox/pages/checkout-page";
import { html, page, redirect } from "@/scripts/stripe-sandbox/pages/html";
import { payWith, showInvoice } from "@/scripts/stripe-sandbox/pages/invoice-page";
import type { PageAnswer } from "@/scripts/stripe-sandbox/pages/types";
import { decline } from "@/scripts/stripe-sandbox/payments/decline";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** What the bank asks. */
export const showConfirm = (): PageAnswer =>
  page(
    "Confirm the payment",
    html`<p>The bank wants to know whether it is you.</p>
<form method="post"><button name="answer" value="confirm">Complete authentication</button>
<button class="quiet" name="answer" value="fail">Fail authentication</button></form>`,
  );

export function submitConfirm(world: World, query: URLSearchParams, form: Record<string, string>): PageAnswer {
  const isConfirmed = form.answer === "confirm";
  const refused = decline("payment_intent_authentication_failure");
  const card = query.get("card") ?? "";
  const session = find(world, "checkout.session", query.get("session"));
  if (session) return isConfirmed ? finish(world, session, card, true) : showCheckout(world, session, refused);
  const invoice = find(world, "invoice", query.get("invoice"));
  if (invoice) return isConfirmed ? payWith(world, invoice, card, true) : showInvoice(invoice, refused);
  return redirect("/");
}
