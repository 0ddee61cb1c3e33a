import type Stripe from "stripe";
import { nextBoundary } from "@/scripts/stripe-sandbox/catalog/next-boundary";
import type { TestClock } from "@/scripts/stripe-sandbox/clocks/types";
import { tell } from "@/scripts/stripe-sandbox/events/tell";
import type { Handlers } from "@/scripts/stripe-sandbox/http/handler";
import { listPage } from "@/scripts/stripe-sandbox/http/list-page";
import { advanceTime } from "@/scripts/stripe-sandbox/time/advance-time";
import { all, get, insert } from "@/scripts/stripe-sandbox/world/objects";
import { refuse, StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const day = 86_400;

function createClock(world: World, params: Stripe.TestHelpers.TestClockCreateParams) {
  const clock = insert(world, "test_helpers.test_clock", {
    created: world.realNow(),
    deletes_after: world.realNow() + 30 * day,
    frozen_time: params.frozen_time,
    name: params.name ?? null,
    status: "ready",
    status_details: {},
  });
  tell(world, "test_helpers.test_clock.created", clock);
  return clock;
}

/** The answer is `advancing`; the time moves afterwards. */
export function advanceClock(world: World, clock: TestClock, target: number): TestClock {
  if (clock.status !== "ready") {
    const message = "Test clock advancement underway - cannot perform modifications";
    throw new StripeError(429, { type: "invalid_request_error", code: "test_clock_underway", message });
  }
  if (target <= clock.frozen_time) {
    refuse("The new frozen time must be after the current one.", "frozen_time", "testmode_time_must_move_forward");
  }
  const furthest = furthestAdvance(world, clock);
  if (target > furthest) {
    refuse(
      `A clock advances by at most two intervals of its shortest subscription, here to ${furthest}.`,
      "frozen_time",
    );
  }
  clock.status = "advancing";
  clock.status_details = { advancing: { target_frozen_time: target } };
  tell(world, "test_helpers.test_clock.advancing", clock);
  world.later(() => finishAdvance(world, clock));
  return clock;
}

export function finishAdvance(world: World, clock: TestClock): void {
  const target = clock.status_details.advancing?.target_frozen_time;
  if (clock.status !== "advancing" || target === undefined) return;
  advanceTime(world, clock.id, target);
  clock.status = "ready";
  clock.status_details = {};
  tell(world, "test_helpers.test_clock.ready", clock);
  world.changed();
}

/** Two intervals of the shortest subscription, or two years without one. */
export function furthestAdvance(world: World, clock: TestClock): number {
  const now = clock.frozen_time;
  const ends = all(world, "subscription")
    .filter(({ test_clock, ended_at }) => test_clock === clock.id && ended_at === null)
    .flatMap(({ items }) => items.data[0]?.price.recurring ?? [])
    .map(({ interval, interval_count }) => nextBoundary(now, interval, interval_count * 2, now));
  return ends.length > 0 ? Math.min(...ends) : nextBoundary(now, "year", 2, now);
}

/** With a clock go its customers and what hangs on them. */
function deleteClock(world: World, id: string) {
  get(world, "test_helpers.test_clock", id);
  for (const customer of all(world, "customer").filter(({ test_clock }) => test_clock === id)) {
    for (const kept of Object.values(world.state.objects)) {
      for (const [key, object] of kept) {
        if ("customer" in object && object.customer === customer.id) kept.delete(key);
      }
    }
    world.state.objects.customer.delete(customer.id);
  }
  world.state.objects["test_helpers.test_clock"].delete(id);
  return { id, object: "test_helpers.test_clock", deleted: true };
}

export const clockHandlers: Handlers = {
  "POST /v1/test_helpers/test_clocks": createClock,
  "GET /v1/test_helpers/test_clocks": (world, params: Stripe.PaginationParams) =>
    listPage(all(world, "test_helpers.test_clock"), params, "/v1/test_helpers/test_clocks"),
  "GET /v1/test_helpers/test_clocks/{id}": (world, _, id) => get(world, "test_helpers.test_clock", id),
  "POST /v1/test_helpers/test_clocks/{id}/advance": (world, params: Stripe.TestHelpers.TestClockAdvanceParams, id) =>
    advanceClock(world, get(world, "test_helpers.test_clock", id), params.frozen_time),
  "DELETE /v1/test_helpers/test_clocks/{id}": (world, _, id) => deleteClock(world, id),
};
