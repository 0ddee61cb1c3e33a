import type Stripe from "stripe";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import { changeItems } from "@/scripts/stripe-sandbox/subscriptions/change-plan";
import { cycleSubscription } from "@/scripts/stripe-sandbox/subscriptions/cycle-subscription";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { Subscription } from "@/scripts/stripe-sandbox/subscriptions/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { get } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const obeyed = [
  ...["items", "metadata", "default_payment_method", "cancel_at", "cancel_at_period_end", "cancellation_details"],
  ...["trial_end", "proration_behavior", "proration_date", "payment_behavior", "off_session", "pause_collection"],
  ...["collection_method", "days_until_due", "trial_settings"],
];
const day = 86_400;

/** @throws StripeError where Stripe refuses the change, with nothing changed */
export function updateSubscription(
  world: World,
  subscription: Subscription,
  params: Stripe.SubscriptionUpdateParams,
): Subscription {
  refuseOthers(params, obeyed);
  if (subscription.ended_at !== null) {
    refuseOthers(params, ["metadata", "cancellation_details"]);
  }
  if (subscription.schedule && (params.items || params.cancel_at !== undefined || params.cancel_at_period_end)) {
    refuse("The subscription is managed by a subscription schedule; release the schedule first.", "schedule");
  }
  const patch = patchOf(world, subscription, params);
  if (params.items) changeItems(world, subscription, params);
  update(world, subscription, patch, "customer.subscription.updated");
  if (params.trial_end !== undefined) moveTrialEnd(world, subscription, params.trial_end);
  return subscription;
}

function patchOf(world: World, subscription: Subscription, params: Stripe.SubscriptionUpdateParams) {
  const patch: Partial<Subscription> = { metadata: mergeMetadata(subscription.metadata, params.metadata) };
  const card = params.default_payment_method;
  if (card) get(world, "payment_method", card, "default_payment_method");
  if (card !== undefined) patch.default_payment_method = card || null;
  if (params.collection_method) patch.collection_method = params.collection_method;
  if (params.days_until_due !== undefined) patch.days_until_due = params.days_until_due;
  if (params.pause_collection !== undefined) {
    const pause = params.pause_collection;
    patch.pause_collection = pause ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } : null;
  }
  const missing = params.trial_settings?.end_behavior.missing_payment_method;
  if (missing) patch.trial_settings = { end_behavior: { missing_payment_method: missing } };
  return { ...patch, ...cancellationOf(world, subscription, params) };
}

function cancellationOf(world: World, subscription: Subscription, params: Stripe.SubscriptionUpdateParams) {
  const { cancel_at_period_end: atEnd, cancel_at: at } = params;
  const { comment, feedback } = params.cancellation_details ?? {};
  const said = {
    ...subscription.cancellation_details,
    ...(comment !== undefined && { comment: comment || null }),
    ...(feedback !== undefined && { feedback: feedback || null }),
  };
  if (atEnd === undefined && at === undefined) return { cancellation_details: said };
  const now = nowOf(world, subscription.customer);
  if (typeof at === "string" && at !== "") refuse("The sandbox takes only a timestamp.", "cancel_at");
  const when = atEnd ? periodOf(subscription).end : typeof at === "number" ? at : null;
  if (when !== null && when <= now) refuse("cancel_at must be in the future.", "cancel_at");
  return {
    cancel_at: when,
    cancel_at_period_end: atEnd ?? false,
    canceled_at: when === null ? null : now,
    cancellation_details:
      when === null ? { comment: null, feedback: null, reason: null } : { ...said, reason: "cancellation_requested" },
  };
}

/** Ending or shortening a trial tells `trial_will_end` at once where less than three days are left. */
function moveTrialEnd(world: World, subscription: Subscription, end: number | "now") {
  const now = nowOf(world, subscription.customer);
  if (end !== "now" && end <= now) refuse("The trial end date has to be after now.", "trial_end");
  if (subscription.status !== "trialing") refuse("The sandbox moves only the end of a running trial.", "trial_end");
  const at = end === "now" ? now : end;
  const isShorter = at < (subscription.trial_end ?? at);
  for (const item of subscription.items.data) item.current_period_end = at;
  update(world, subscription, { trial_end: at, billing_cycle_anchor: at }, "customer.subscription.updated");
  if (isShorter && at - now <= 3 * day) {
    subscription.hidden.toldTrialEnd = true;
    tell(world, "customer.subscription.trial_will_end", subscription);
  } else subscription.hidden.toldTrialEnd = false;
  if (end === "now") cycleSubscription(world, subscription);
}
