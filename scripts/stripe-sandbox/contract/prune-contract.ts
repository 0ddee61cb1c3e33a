import type { Contract, Schema } from "@/scripts/stripe-sandbox/contract/types";

/**
 * Leaves out what the sandbox can never send: the expanded form of objects that no listed endpoint answers, and every
 * definition that only those lead to. A check then compiles in a tenth of the time.
 */
export function pruneContract(contract: Contract): Contract {
  const { definitions } = contract;
  const objectOf = (schema: Schema | undefined) => definitions[schema?.$ref ?? ""]?.properties?.object?.const;
  const served = new Set(
    Object.values(contract.endpoints).flatMap(({ answer }) => [
      objectOf(answer),
      objectOf(answer.properties?.data?.items),
    ]),
  );
  const isUnserved = (choice: Schema) => {
    const object = objectOf(choice);
    return object !== undefined && object !== "list" && !served.has(object);
  };
  const prune = (schema: Schema): Schema =>
    JSON.parse(JSON.stringify(schema), (_, value) => {
      if (!Array.isArray(value?.anyOf)) return value;
      const left = value.anyOf.filter((choice: Schema) => !isUnserved(choice));
      return left.length === 0 ? value : left.length === 1 ? left[0] : { ...value, anyOf: left };
    });
  const endpoints = Object.fromEntries(
    Object.entries(contract.endpoints).map(([key, { params, answer }]) => [key, { params, answer: prune(answer) }]),
  );
  const events = Object.fromEntries(Object.entries(contract.events).map(([type, schema]) => [type, prune(schema)]));
  const reached: Record<string, Schema> = {};
  const reach = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"\$ref":"([^"]+)"/g)) {
      const definition = definitions[name ?? ""];
      if (!name || !definition || reached[name]) continue;
      reached[name] = prune(definition);
      reach(reached[name]);
    }
  };
  reach([endpoints, events]);
  const objects = Object.fromEntries(Object.entries(contract.objects).filter(([, name]) => reached[name]));
  return { ...contract, endpoints, events, objects, definitions: reached };
}
