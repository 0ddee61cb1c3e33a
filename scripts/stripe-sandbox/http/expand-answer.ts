import type { Json, JsonObject } from "@/scripts/stripe-sandbox/json";
import { answerOf } from "@/scripts/stripe-sandbox/world/answer-of";
import { find, findAny } from "@/scripts/stripe-sandbox/world/objects";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { World } from "@/scripts/stripe-sandbox/world/types";

/** A field that an object has only when it is asked for. */
export type Includes = Record<string, (world: World, id: string) => object | null>;

const deepest = 4;

/**
 * Puts objects where their ids stand, in place.
 *
 * @param paths as `data.latest_invoice.payments`
 * @throws StripeError where a path leads to nothing that can be expanded
 */
export function expandAnswer(world: World, includes: Includes, answer: JsonObject, paths: string[]): void {
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.filter((step) => step !== "data").length > deepest) {
      refuse(`You cannot expand more than ${deepest} levels of a property (${path}).`, "expand");
    }
    expandAt(world, includes, answer, steps, path);
  }
}

function expandAt(world: World, includes: Includes, at: Json, [step, ...rest]: string[], path: string): void {
  if (step === undefined || at === null || at === undefined) return;
  if (typeof at !== "object") refuse(`This property cannot be expanded (${path}).`, "expand");
  if (Array.isArray(at)) {
    for (const item of at) expandAt(world, includes, item, [step, ...rest], path);
    return;
  }
  if (at.deleted) return;
  const include = includes[`${at.object}.${step}`];
  if (include && at[step] === undefined) {
    const included = include(world, String(at.id));
    at[step] = included && answerOf(world, included);
  }
  if (step !== "data" || at.object !== "list") at[step] = expanded(world, at[step], path);
  expandAt(world, includes, at[step], rest, path);
}

function expanded(world: World, value: Json, path: string): Json {
  if (Array.isArray(value)) return value.map((item) => expanded(world, item, path));
  if (typeof value === "object") return value;
  const found = typeof value === "string" ? (find(world, "customer", value) ?? findAny(world, value)) : null;
  return found ? answerOf(world, found) : refuse(`This property cannot be expanded (${path}).`, "expand");
}
