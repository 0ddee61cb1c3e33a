import type { Json, JsonObject } from "@/scripts/stripe-sandbox/json";
import { refuse } from "@/scripts/stripe-sandbox/world/stripe-error";

const deepest = 12;

/** `items[0][price]=price_1&expand[]=customer` as nested objects and lists, in Stripe's way of writing. */
export function parseForm(text: string): JsonObject {
  const form: JsonObject = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = "", ...rest] = name.replaceAll("]", "").split("[");
    const steps = [first, ...rest];
    if (steps.length > deepest) refuse(`Too many levels in parameter: ${name.slice(0, 80)}`);
    put(form, steps, value, name);
  }
  return JSON.parse(JSON.stringify(form, (key, value) => (key === "metadata" ? value : asList(value))));
}

function put(form: JsonObject, steps: string[], value: string, name: string): void {
  let at = form;
  for (const [index, step] of steps.entries()) {
    const key = step === "" ? String(Object.keys(at).length) : step;
    if (key === "__proto__") refuse(`Received unknown parameter: ${name}`, name, "parameter_unknown");
    if (index === steps.length - 1) {
      at[key] = value;
      return;
    }
    if (!Object.hasOwn(at, key)) at[key] = {};
    const next = at[key];
    at = typeof next === "object" && next !== null && !Array.isArray(next) ? next : refuse(`Invalid ${name}`, name);
  }
}

/** What is numbered 0, 1, 2, … is a list. */
function asList(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  return isList ? Object.values(value) : value;
}
