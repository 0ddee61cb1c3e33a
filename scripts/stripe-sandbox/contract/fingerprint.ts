import { createHash } from "node:crypto";
import type { Contract, Schema } from "@/scripts/stripe-sandbox/contract/types";

/**
 * One short hash for each listed endpoint and event. Committed, so that the review of an SDK upgrade shows which of our
 * calls changed. An object inside another object counts by its name alone, else every change would change every hash.
 */
export function fingerprint(contract: Contract): Record<string, string> {
  const isObject = (schema: Schema | undefined) => Boolean(schema?.properties?.object && schema.properties.id);
  const unfold = (schema: Schema, seen: string[], isRoot: boolean): unknown =>
    JSON.parse(JSON.stringify(schema), (_, value) => {
      const name: unknown = value?.$ref;
      if (typeof name !== "string") return value;
      const target = contract.definitions[name];
      if (!target || seen.includes(name) || (isObject(target) && !isRoot)) return name;
      return unfold(target, [...seen, name], isRoot && !isObject(target));
    });
  const hash = (...schemas: (Schema | null)[]) =>
    createHash("sha256")
      .update(JSON.stringify(schemas.map((schema) => schema && unfold(schema, [], true))))
      .digest("hex")
      .slice(0, 12);
  const endpoints = Object.entries(contract.endpoints).map(([key, { params, answer }]) => [key, hash(params, answer)]);
  const events = Object.entries(contract.events).map(([type, schema]) => [type, hash(schema)]);
  return Object.fromEntries([...endpoints, ...events]);
}
