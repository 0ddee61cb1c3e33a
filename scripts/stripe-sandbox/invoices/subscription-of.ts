import type { Invoice } from "@/scripts/stripe-sandbox/invoices/types";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { all, find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

export const subscriptionOf = (world: World, invoice: Invoice): Subscription | null =>
  find(world, "subscription", invoice.parent?.subscription_details.subscription);

/** In the order in which they were made. */
export const invoicesOf = (world: World, subscription: Subscription): Invoice[] =>
  all(world, "invoice").filter((invoice) => invoice.parent?.subscription_details.subscription === subscription.id);
