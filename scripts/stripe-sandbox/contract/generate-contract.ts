import ts from "typescript-6";
import { describeTypes } from "@/scripts/stripe-sandbox/contract/describe-types";
import { pruneContract } from "@/scripts/stripe-sandbox/contract/prune-contract";
import { readSdk } from "@/scripts/stripe-sandbox/contract/read-sdk";
import type { Contract, Schema } from "@/scripts/stripe-sandbox/contract/types";

/**
 * Derives the contract from the installed SDK.
 *
 * @throws when an endpoint or event that is listed cannot be found, so that a new layout of the SDK cannot pass unseen
 */
export function generateContract(endpoints: string[], events: string[]): Contract {
  const sdk = readSdk();
  const { definitions, schemaOf } = describeTypes(sdk.checker);
  const ofNode = (node: ts.TypeNode) => schemaOf(sdk.checker.getTypeFromTypeNode(node));
  const contract: Contract = {
    sdkVersion: sdk.version,
    apiVersion: sdk.apiVersion,
    endpoints: {},
    everyEndpoint: [...new Set(sdk.methods.map(({ endpoint }) => endpoint))].sort(),
    events: {},
    objects: {},
    definitions,
  };
  for (const endpoint of endpoints) {
    const method = sdk.methods.find((found) => found.endpoint === endpoint);
    if (!method) throw new Error(`The installed SDK has no ${endpoint}.`);
    contract.endpoints[endpoint] = {
      params: method.params ? ofNode(method.params) : null,
      answer: endpoint.includes("/v1/events") ? eventAnswer(endpoint) : describeAnswer(method.answer, ofNode),
    };
  }
  for (const type of events) {
    const event = sdk.events.find((found) => found.type === type);
    if (!event) throw new Error(`The installed SDK has no event ${type}.`);
    contract.events[type] = schemaOf(sdk.checker.getTypeAtLocation(event.declaration));
  }
  for (const [name, { properties }] of Object.entries(definitions)) {
    const object = properties?.object?.const;
    if (typeof object !== "string" || name.startsWith("Events#") || name.startsWith("V2/")) continue;
    if (!properties?.deleted && !name.split("#")[1]?.includes(".")) contract.objects[object] ??= name;
  }
  return pruneContract(contract);
}

/** `Promise<Response<T>>` and `ApiListPromise<T>`: the SDK's own wrappings are not on the wire. */
function describeAnswer(node: ts.TypeNode, schemaOf: (node: ts.TypeNode) => Schema): Schema {
  if (!ts.isTypeReferenceNode(node)) return schemaOf(node);
  const [inner] = node.typeArguments ?? [];
  const name = node.typeName.getText();
  if (!inner) return schemaOf(node);
  if (name === "Promise" || name === "Response") return describeAnswer(inner, schemaOf);
  if (name === "ApiList" || name === "ApiListPromise") return listOf(schemaOf(inner));
  return schemaOf(node);
}

/** The events themselves are checked by their type when they are told. */
function eventAnswer(endpoint: string): Schema {
  const event: Schema = { type: "object", required: ["id", "object", "type", "data", "created", "api_version"] };
  return endpoint.endsWith("}") ? event : listOf(event);
}

const listOf = (items: Schema): Schema => ({
  type: "object",
  additionalProperties: false,
  required: ["object", "data", "has_more", "url"],
  properties: {
    object: { const: "list" },
    data: { type: "array", items },
    has_more: { type: "boolean" },
    url: { type: "string" },
  },
});
