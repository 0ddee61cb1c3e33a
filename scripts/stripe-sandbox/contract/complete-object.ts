import type { Contract, Schema } from "@/scripts/stripe-sandbox/contract/types";
import type { Json, JsonObject } from "@/scripts/stripe-sandbox/json";

/**
 * Gives an object every field that the contract requires: null where Stripe allows null, else the emptiest value there
 * is. What the sandbox keeps for itself stands under `hidden` and never leaves.
 *
 * @param contract of the installed SDK
 * @param object has its `object` field; its fields win over the empty ones
 */
export function completeObject(contract: Contract, object: object): JsonObject {
  const { hidden: _, ...own } = object as JsonObject;
  if (own.object === "list" && Array.isArray(own.data)) {
    return { ...own, data: own.data.map((item) => completeObject(contract, item as JsonObject)) };
  }
  const name = contract.objects[String(own.object)];
  const schema = name ? contract.definitions[name] : undefined;
  return schema ? fill(contract, schema, own) : { ...own };
}

function fill(contract: Contract, schema: Schema, own: JsonObject): JsonObject {
  const filled: JsonObject = {};
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const value = own[key];
    if (value !== undefined) filled[key] = fillValue(contract, field, value);
    else if (schema.required?.includes(key)) filled[key] = emptiest(contract, field);
  }
  for (const [key, value] of Object.entries(own)) {
    if (!(key in filled) && value !== undefined) filled[key] = value;
  }
  return filled;
}

function fillValue(contract: Contract, schema: Schema, value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = choices(contract, schema).find(({ type }) => type === "array")?.items;
    return items ? value.map((item) => fillValue(contract, items, item)) : value;
  }
  if (typeof value.object === "string" && contract.objects[value.object]) return completeObject(contract, value);
  const isListed = value.object === "list";
  const shape = choices(contract, schema).find(
    ({ type, properties }) => type === "object" && Boolean(properties?.object) === isListed,
  );
  return shape?.properties ? fill(contract, shape, value) : value;
}

function choices(contract: Contract, schema: Schema): Schema[] {
  if (schema.$ref) return choices(contract, contract.definitions[schema.$ref] ?? {});
  return schema.anyOf ? schema.anyOf.flatMap((choice) => choices(contract, choice)) : [schema];
}

function emptiest(contract: Contract, schema: Schema): Json {
  const all = choices(contract, schema);
  if (all.some(({ type }) => type === "null")) return null;
  const [first] = all;
  if (first?.const !== undefined) return first.const;
  if (first?.enum?.[0] !== undefined) return first.enum[0];
  const empty = { string: "", number: 0, boolean: false, array: [], null: null };
  if (first?.type === "object") return fill(contract, first, {});
  return first?.type ? empty[first.type] : null;
}
