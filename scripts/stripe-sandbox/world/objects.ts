import { newId } from "@/scripts/stripe-sandbox/world/new-id";
import { StripeError } from "@/scripts/stripe-sandbox/world/stripe-error";
import type { Kind, Objects, World } from "@/scripts/stripe-sandbox/world/types";

export const all = <K extends Kind>(world: World, kind: K): Objects[K][] => [...world.state.objects[kind].values()];

export const find = <K extends Kind>(world: World, kind: K, id: string | null | undefined): Objects[K] | null =>
  (id ? world.state.objects[kind].get(id) : null) ?? null;

/**
 * The object with this id.
 *
 * @param param the parameter that named it; without one the id came in the path
 * @throws StripeError resource_missing
 */
export function get<K extends Kind>(world: World, kind: K, id: unknown, param?: string): Objects[K] {
  const found = find(world, kind, String(id));
  if (found && !(param && "deleted" in found && found.deleted)) return found;
  const noun = kind.replace(/^.*\./, "").replace("_", " ");
  throw new StripeError(param ? 400 : 404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${noun}: '${id}'`,
    param: param ?? "id",
  });
}

/** Keeps a new object; id and `object` are set here, `created` by who knows the time. */
export function insert<K extends Kind>(
  world: World,
  kind: K,
  fields: Omit<Objects[K], "id" | "object">,
  id: string = newId(kind),
): Objects[K] {
  const object = { id, object: kind, ...fields } as Objects[K];
  world.state.objects[kind].set(id, object);
  return object;
}

/** Any object by its id alone, for `expand`. */
export function findAny(world: World, id: string): object | null {
  for (const kept of Object.values(world.state.objects)) {
    const found = kept.get(id);
    if (found) return found;
  }
  return null;
}
