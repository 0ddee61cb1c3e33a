import type { StripeEvent } from "@/scripts/stripe-sandbox/events/types";
import type { JsonObject } from "@/scripts/stripe-sandbox/json";
import { answerOf } from "@/scripts/stripe-sandbox/world/answer-of";
import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { nowOf, nowOfClock } from "@/scripts/stripe-sandbox/world/now-of";
import { find } from "@/scripts/stripe-sandbox/world/objects";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Writes the event of something that happened to an object, and has it delivered. */
export function tell(world: World, type: string, object: object, previous?: object): void {
  const whole = answerOf(world, object);
  const before = previous && pick(answerOf(world, { ...object, ...previous }), Object.keys(previous));
  const event: StripeEvent = {
    id: newId("event"),
    object: "event",
    api_version: world.contract.apiVersion,
    created: timeOf(world, object),
    data: {
      object: whole,
      ...(before && { previous_attributes: before }),
    },
    livemode: false,
    pending_webhooks: 0,
    request: { ...world.request },
    type,
  };
  const faults = world.checks.event({ ...event });
  world.tally.stripe_answers_checked += 1;
  if (faults.length > 0) {
    world.tally.stripe_violations += 1;
    world.violations.push({ where: `event ${type}`, faults });
  }
  world.state.objects.event.set(event.id, event);
  world.deliver(event);
  world.changed();
}

function timeOf(world: World, object: object): number {
  if ("test_clock" in object && typeof object.test_clock === "string") return nowOfClock(world, object.test_clock);
  if ("customer" in object && typeof object.customer === "string") return nowOf(world, object.customer);
  if ("invoice" in object) return nowOf(world, find(world, "invoice", String(object.invoice))?.customer ?? null);
  return nowOf(world, null);
}

const pick = (object: JsonObject, keys: string[]): JsonObject =>
  Object.fromEntries(keys.filter((key) => key !== "hidden").map((key) => [key, object[key] ?? null]));
