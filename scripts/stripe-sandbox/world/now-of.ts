import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Billing time in seconds: that of the customer's test clock, else real time plus what the panel added. */
export function nowOf(world: World, customer: string | null): number {
  return nowOfClock(world, find(world, "customer", customer)?.test_clock ?? null);
}

export function nowOfClock(world: World, clock: string | null): number {
  const found = find(world, "test_helpers.test_clock", clock);
  return found ? found.frozen_time : world.realNow() + world.state.offsetSeconds;
}
