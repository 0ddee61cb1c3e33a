import type Stripe from "stripe";
import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import type { Interval } from "@/scripts/stripe-sandbox/catalog/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import { update } from "@/scripts/stripe-sandbox/events/update";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { releaseSchedule } from "@/scripts/stripe-sandbox/schedules/enter-phase";
import { isMetered, recurringPrice } from "@/scripts/stripe-sandbox/subscriptions/make-item";
import { periodOf } from "@/scripts/stripe-sandbox/subscriptions/period-of";
import type { Phase, PhaseItem, Schedule } from "@/scripts/stripe-sandbox/subscriptions/types";
import { mergeMetadata } from "@/scripts/stripe-sandbox/world/merge-metadata";
import { nowOf } from "@/scripts/stripe-sandbox/world/now-of";
import { find, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuseOthers } from "@/scripts/stripe-sandbox/world/refuse-others";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const phaseFields = ["items", "start_date", "end_date", "duration", "metadata", "proration_behavior", "trial_end"];

function createSchedule(world: World, params: Stripe.SubscriptionScheduleCreateParams) {
  refuseOthers(params, ["from_subscription"]);
  const subscription = get(world, "subscription", params.from_subscription, "from_subscription");
  if (subscription.schedule) refuse("The subscription already has a schedule.", "from_subscription");
  if (subscription.ended_at !== null) refuse("A canceled subscription cannot have a schedule.", "from_subscription");
  if (subscription.cancel_at !== null) refuse("The subscription is about to be canceled.", "from_subscription");
  const { start, end } = periodOf(subscription);
  const items = subscription.items.data.map(
    ({ price, quantity, metadata }): PhaseItem => ({
      ...{ price: price.id, plan: price.id, metadata },
      ...(quantity !== undefined && { quantity }),
    }),
  );
  const trial_end = subscription.status === "trialing" ? subscription.trial_end : null;
  const phase = { ...phaseOf(start, end, subscription.currency, items), trial_end };
  const schedule = insert(world, "subscription_schedule", {
    created: nowOf(world, subscription.customer),
    customer: subscription.customer,
    subscription: subscription.id,
    released_subscription: null,
    released_at: null,
    status: "active",
    end_behavior: "release",
    current_phase: { start_date: start, end_date: end },
    phases: [phase],
    metadata: {},
    billing_mode: subscription.billing_mode,
    default_settings: { billing_cycle_anchor: "automatic", collection_method: subscription.collection_method },
    test_clock: subscription.test_clock,
  });
  subscription.schedule = schedule.id;
  tell(world, "subscription_schedule.created", schedule);
  return schedule;
}

const phaseOf = (start_date: number, end_date: number, currency: string, items: PhaseItem[]): Phase => ({
  ...{ start_date, end_date, currency, items },
  metadata: {},
  proration_behavior: "create_prorations",
  trial_end: null,
});

function updateSchedule(world: World, params: Stripe.SubscriptionScheduleUpdateParams, id: string) {
  refuseOthers(params, ["phases", "end_behavior", "metadata", "proration_behavior"]);
  const schedule = get(world, "subscription_schedule", id);
  refuseOver(schedule);
  const { end_behavior = schedule.end_behavior } = params;
  if (end_behavior !== "release" && end_behavior !== "cancel")
    refuse("The sandbox knows release and cancel.", "end_behavior");
  const patch: Partial<Schedule> = {
    end_behavior: end_behavior === "cancel" ? "cancel" : "release",
    metadata: mergeMetadata(schedule.metadata, params.metadata),
  };
  if (params.phases) patch.phases = phasesOf(world, schedule, params.phases);
  return update(world, schedule, patch, "subscription_schedule.updated");
}

function phasesOf(world: World, schedule: Schedule, wanted: Stripe.SubscriptionScheduleUpdateParams.Phase[]): Phase[] {
  const current = schedule.phases[0] ?? refuse("The schedule has no phase.");
  let start = current.start_date;
  return wanted.map((phase, index) => {
    const at = `phases[${index}]`;
    refuseOthers(phase, phaseFields, at);
    if (typeof phase.start_date === "number" && phase.start_date !== start) {
      refuse("A phase must begin where the one before it ends.", `${at}[start_date]`);
    }
    const items = phase.items.map((item, n): PhaseItem => {
      refuseOthers(item, ["price", "quantity", "metadata"], `${at}[items][${n}]`);
      const price = recurringPrice(world, item.price, `${at}[items][${n}][price]`, current.currency);
      const quantity = isMetered(price) ? {} : { quantity: item.quantity ?? 1 };
      return { price: price.id, plan: price.id, metadata: mergeMetadata({}, item.metadata), ...quantity };
    });
    if (!phase.duration && typeof phase.end_date !== "number") {
      refuse("A phase needs `end_date` or `duration`.", `${at}[duration]`, "parameter_missing");
    }
    const end = phase.duration
      ? nextBoundary(start, phase.duration.interval as Interval, phase.duration.interval_count ?? 1, start)
      : Number(phase.end_date);
    if (end <= start) refuse("A phase must end after it begins.", `${at}[end_date]`);
    const trial_end = typeof phase.trial_end === "number" ? phase.trial_end : null;
    // Stripe would end the trial with this update.
    if (index === 0 && trial_end !== current.trial_end)
      refuse("The sandbox keeps a trial as it is.", `${at}[trial_end]`);
    const metadata = mergeMetadata({}, phase.metadata);
    const made = { ...phaseOf(start, end, current.currency, items), metadata, trial_end };
    start = end;
    return made;
  });
}

function refuseOver({ status }: Schedule) {
  if (status !== "active") refuse(`You cannot change a subscription schedule that is ${status}.`);
}

export const scheduleHandlers: Handlers = {
  "POST /v1/subscription_schedules": createSchedule,
  "GET /v1/subscription_schedules/{id}": (world, _, id) => get(world, "subscription_schedule", id),
  "POST /v1/subscription_schedules/{id}": updateSchedule,
  "POST /v1/subscription_schedules/{id}/release": (world, params: object, id) => {
    refuseOthers(params, []);
    const schedule = get(world, "subscription_schedule", id);
    refuseOver(schedule);
    const subscription = find(world, "subscription", schedule.subscription);
    releaseSchedule(world, schedule, subscription, nowOf(world, schedule.customer));
    return schedule;
  },
};
