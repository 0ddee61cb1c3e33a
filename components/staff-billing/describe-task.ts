import type { BillingTaskView } from "@/lib/billing/staff-views";

const tasks: Record<string, [title: string, whatToDo: string]> = {
  unknown_price: [
    "A subscription has a price that belongs to no plan version",
    "In Stripe, put it back on a price of a published version. Until then the tenant keeps what it had.",
  ],
  unknown_status: [
    "A subscription has a status that is not known here",
    "Look at it in Stripe. Until it changes the tenant keeps what it had.",
  ],
  two_subscriptions: [
    "A tenant has two live subscriptions",
    "Cancel one of them in Stripe and refund what was paid twice. The better one counts meanwhile.",
  ],
  collection_paused: [
    "Collection is paused in Stripe",
    "Calls go on and nothing is collected. Resume the collection in Stripe, or end the subscription.",
  ],
  customer_deleted: [
    "The customer was deleted in Stripe",
    "What it held ends with it. The next purchase makes a new customer.",
  ],
  price_drift: [
    "A price was changed in Stripe",
    "Published prices do not change: send the version again on its plan's page, or publish another one.",
  ],
  product_drift: [
    "A product was changed in Stripe",
    "Its name and texts come from here: send the plan's version again on the plan's page.",
  ],
  webhook_endpoint: [
    "The webhook endpoint in Stripe is set up otherwise",
    "Give it this API version and these events, or delete it there and make it anew. Events are asked for meanwhile.",
  ],
  draft_covered_by_balance: [
    "A draft would be paid from the customer's balance",
    "Decide in Stripe whether it is charged or deleted; payment of the rest waits for it.",
  ],
  top_up_invoice_open: [
    "An invoice of an automatic top-up is still open",
    "Void it in Stripe, or it may be collected later.",
  ],
  payment_disputed: [
    "A payment is disputed",
    "Answer it in Stripe. Credits bought with it are taken back while it is open.",
  ],
  credits_unpaid: [
    "Credits were given for a payment that did not hold",
    "See the payment in Stripe, and withdraw what is left.",
  ],
  usage_overreported: [
    "More usage was reported than was used",
    "What could not be taken off later hours is owed to the tenant: give it back on the next invoice.",
  ],
  charge_differs: [
    "A change was charged otherwise than shown",
    "Compare the invoice with the preview, and refund the difference.",
  ],
  meter_row_dead: ["Usage was not taken by Stripe", "Add it to the next invoice by hand in Stripe, or write it off."],
  finalization_failed: [
    "An invoice cannot be made final",
    "Open it in Stripe: mostly an address is missing for taxes.",
  ],
  event_dead: ["An event was given up after 8 attempts", "Replay it from the inbox below once the cause is gone."],
  command_unknown: [
    "It is not known whether a call to Stripe came through",
    "Look in Stripe for what it would have made; it is not repeated by itself any more.",
  ],
};

/** A finding in words: what it is, and what somebody can do. A kind without words is shown as it is called. */
export function describeTask({ kind }: Pick<BillingTaskView, "kind">): { title: string; whatToDo: string } {
  const [title, whatToDo] = tasks[kind] ?? [
    kind.replaceAll("_", " "),
    "See the details, and close it once it is dealt with.",
  ];
  return { title, whatToDo };
}
