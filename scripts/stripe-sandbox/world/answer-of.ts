import { completeObject } from "@/scripts/stripe-sandbox/contract/complete-object";
import type { JsonObject } from "@/scripts/stripe-sandbox/json";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** The object as it goes over the wire: complete, a copy, and without what the sandbox keeps to itself. */
export function answerOf(world: World, object: object): JsonObject {
  if ("deleted" in object && object.deleted && "id" in object && "object" in object) {
    return { id: String(object.id), object: String(object.object), deleted: true };
  }
  return JSON.parse(JSON.stringify(completeObject(world.contract, object)));
}
