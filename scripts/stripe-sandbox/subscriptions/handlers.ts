import type Stripe from "stripe";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { cancelSubscription } from "@/scripts/stripe-sandbox/subscriptions/cancel-subscription";
import { createSubscription } from "@/scripts/stripe-sandbox/subscriptions/create-subscription";
import { updateSubscription } from "@/scripts/stripe-sandbox/subscriptions/update-subscription";
import { all, get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const over = ["canceled", "incomplete_expired"];

function listSubscriptions(world: World, params: Stripe.SubscriptionListParams) {
  refuseOthers(params, [
    "customer",
    "status",
    "price",
    "test_clock",
    "limit",
    "starting_after",
    "ending_before",
    "created",
  ]);
  const hasStatus = (status: string) => {
    if (params.status === "all") return true;
    if (params.status === "ended") return over.includes(status);
    return params.status ? status === params.status : status !== "canceled";
  };
  const matching = all(world, "subscription").filter(
    (subscription) =>
      hasStatus(subscription.status) &&
      subscription.customer === (params.customer ?? subscription.customer) &&
      subscription.test_clock === (params.test_clock ?? subscription.test_clock) &&
      (!params.price || subscription.items.data.some(({ price }) => price.id === params.price)),
  );
  return listPage(matching, params, "/v1/subscriptions");
}

export const subscriptionHandlers: Handlers = {
  "POST /v1/subscriptions": (world, params: Stripe.SubscriptionCreateParams) => createSubscription(world, params),
  "GET /v1/subscriptions": listSubscriptions,
  "GET /v1/subscriptions/{id}": (world, _, id) => get(world, "subscription", id),
  "POST /v1/subscriptions/{id}": (world, params: Stripe.SubscriptionUpdateParams, id) =>
    updateSubscription(world, get(world, "subscription", id), params),
  "DELETE /v1/subscriptions/{id}": (world, params: Stripe.SubscriptionCancelParams, id) => {
    refuseOthers(params, ["cancellation_details", "invoice_now"]);
    const subscription = get(world, "subscription", id);
    if (subscription.ended_at !== null) refuse(`No such subscription: '${id}'`, "id", "resource_missing");
    const { comment, feedback } = params.cancellation_details ?? {};
    Object.assign(subscription.cancellation_details, { comment: comment || null, feedback: feedback || null });
    return cancelSubscription(world, subscription, { billsUsage: params.invoice_now ?? false });
  },
  "GET /v1/subscription_items": (world, params: Stripe.SubscriptionItemListParams) => {
    const { items } = get(world, "subscription", params.subscription, "subscription");
    return listPage([...items.data], params, "/v1/subscription_items");
  },
};
