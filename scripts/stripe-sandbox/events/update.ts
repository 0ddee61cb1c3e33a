import { tell } from "@/scripts/stripe-sandbox/events/tell";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** Changes an object, and tells what its fields were before if any is different now. */
export function update<T extends object>(world: World, object: T, patch: Partial<T>, type?: string): T {
  const previous: Partial<T> = {};
  for (const key of Object.keys(patch) as (keyof T)[]) {
    if (key === "hidden" || JSON.stringify(object[key]) === JSON.stringify(patch[key])) continue;
    previous[key] = structuredClone(object[key]);
  }
  Object.assign(object, patch);
  if (type && Object.keys(previous).length > 0) tell(world, type, object, previous);
  return object;
}
