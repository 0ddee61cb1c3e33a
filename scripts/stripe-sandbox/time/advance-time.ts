import { nextDue } from "@/scripts/stripe-sandbox/time/next-due";
import { nowOfClock } from "@/scripts/stripe-sandbox/world/now-of";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

const mostSteps = 20_000;

/**
 * Lets everything happen that is due up to an instant, in order of billing time, and leaves the clock there.
 *
 * @param clock a test clock, or null for all customers without one
 * @param target seconds
 */
export function advanceTime(world: World, clock: string | null, target: number): void {
  for (let steps = 0; ; steps++) {
    const due = nextDue(world, clock);
    if (!due || due.at > target) break;
    if (due.at > nowOfClock(world, clock)) setTime(world, clock, due.at);
    due.act();
    if (steps > mostSteps) throw new Error("Time does not move: the same things stay due.");
  }
  setTime(world, clock, target);
}

/** What real time has made due for customers without a test clock. */
export function catchUp(world: World): void {
  for (let due = nextDue(world, null); due && due.at <= nowOfClock(world, null); due = nextDue(world, null)) due.act();
}

function setTime(world: World, clock: string | null, at: number): void {
  const found = find(world, "test_helpers.test_clock", clock);
  if (found) found.frozen_time = at;
  else world.state.offsetSeconds = Math.max(world.state.offsetSeconds, at - world.realNow());
}
