import ts from "typescript-6";
import type { Schema } from "@/scripts/stripe-sandbox/contract/types";

const decimal: Schema = { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" };

/**
 * Turns types of the SDK into JSON Schema as they look on the wire. `schemaOf` answers {} for a type that has no
 * value on the wire; what several types share stands in `definitions`.
 */
export function describeTypes(checker: ts.TypeChecker) {
  const definitions: Record<string, Schema> = {};
  const names = new Map<ts.Type, string>();

  function shape(type: ts.Type): Schema | null {
    const { TypeFlags } = ts;
    if (type.flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Never)) return null;
    if (type.isLiteral()) return { const: typeof type.value === "object" ? type.value.base10Value : type.value };
    if (type.flags & TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === "true" };
    if (type.flags & TypeFlags.String) return { type: "string" };
    if (type.flags & TypeFlags.Number) return { type: "number" };
    if (type.flags & TypeFlags.Boolean) return { type: "boolean" };
    if (type.flags & TypeFlags.BigInt) return { type: "string", pattern: "^-?\\d+$" };
    if (type.flags & TypeFlags.Null) return { type: "null" };
    if (type.isUnion()) return describeUnion(type);
    if (checker.isArrayType(type)) return { type: "array", items: describeFirstArgument(type) };
    if (type.flags & TypeFlags.Object || type.isIntersection()) return describeObject(type);
    return {};
  }

  function describeFirstArgument(type: ts.Type): Schema {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return (item && shape(item)) ?? {};
  }

  /** An open enum is `"a" | "b" | OtherString`: the marker is dropped, so that a value nobody knows is found. */
  function describeUnion(type: ts.UnionType): Schema | null {
    const isMarker = (part: ts.Type) =>
      part.isIntersection() && part.types.some(({ flags }) => flags & ts.TypeFlags.String);
    const parts = type.types.filter((part) => !isMarker(part)).flatMap((part) => shape(part) ?? []);
    if (parts.length === 0) return type.types.some(isMarker) ? { type: "string" } : null;
    const constants = parts.flatMap((part) => part.const ?? []);
    const words = constants.filter((value) => typeof value !== "boolean");
    const truths = constants.filter((value) => typeof value === "boolean");
    const choices: Schema[] = [
      ...(truths.length === 2 ? [{ type: "boolean" as const }] : truths.map((value) => ({ const: value }))),
      ...(words.length > 0 ? [{ enum: words }] : []),
      ...parts.filter((part) => part.const === undefined),
    ];
    return choices.length === 1 ? (choices[0] ?? null) : { anyOf: choices };
  }

  function describeObject(type: ts.Type): Schema {
    const name = nameOf(type);
    if (/Decimal$/.test(name)) return decimal;
    if (/(Uint8Array|Buffer|FileData|^Date$)/.test(name)) return {};
    const known = names.get(type);
    if (known) return { $ref: known };
    let free = name;
    for (let n = 2; definitions[free]; n++) free = `${name}_${n}`;
    names.set(type, free);
    const schema: Schema = { type: "object" };
    definitions[free] = schema;
    schema.properties = {};
    schema.required = [];
    for (const property of checker.getPropertiesOfType(type)) {
      const described = shape(checker.getTypeOfSymbol(property));
      if (!described) continue;
      schema.properties[property.name] = described;
      if (!(property.flags & ts.SymbolFlags.Optional)) schema.required.push(property.name);
    }
    const [index] = checker.getIndexInfosOfType(type);
    schema.additionalProperties = index ? (shape(index.type) ?? {}) : false;
    return { $ref: free };
  }

  function nameOf(type: ts.Type): string {
    const symbol = type.symbol && /^[A-Z]/.test(type.symbol.name) ? type.symbol : (type.aliasSymbol ?? type.symbol);
    if (!symbol) return "anonymous";
    return checker
      .getFullyQualifiedName(symbol)
      .replace(/^"[^"]*esm\/(?:resources\/)?([^"]*)"\./, "$1#")
      .replace(/[^\w.#/]/g, "_");
  }

  return { definitions, schemaOf: (type: ts.Type): Schema => shape(type) ?? {} };
}
