import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import type { Contract, Schema } from "@/scripts/stripe-sandbox/contract/types";
import type { JsonObject } from "@/scripts/stripe-sandbox/json";

/** What is wrong with a request, as Stripe words it. */
export interface RequestFault {
  message: string;
  param: string;
  code?: string;
}

/** Both ends of the contract check. Schemas are compiled when they are first met. */
export interface Checks {
  /** Turns the words of a form into numbers and truths in place; the first fault, or null. */
  request(endpoint: string, params: JsonObject): RequestFault | null;
  /** What an answer of status 200 breaks. */
  answer(endpoint: string, body: JsonObject): string[];
  event(event: JsonObject): string[];
}

const base = "contract";

export function openChecks(contract: Contract): Checks {
  const options = {
    strict: false,
    validateFormats: false,
    logger: false,
    allErrors: true,
    inlineRefs: false,
    code: { optimize: false },
  } as const;
  const reader = new Ajv({ ...options, coerceTypes: true });
  const writer = new Ajv(options);
  const definitions = { $id: base, $defs: contract.definitions };
  for (const ajv of [reader, writer]) ajv.addSchema(JSON.parse(JSON.stringify(definitions, pointTo)));
  const compiled = new Map<string, ValidateFunction>();
  const compile = (ajv: Ajv, key: string, schema: Schema) => {
    const found = compiled.get(key) ?? ajv.compile(JSON.parse(JSON.stringify(schema, pointTo)));
    compiled.set(key, found);
    return found;
  };
  const faultsOf = (key: string, schema: Schema, body: JsonObject) => {
    const check = compile(writer, key, schema);
    return check(body) ? [] : (check.errors ?? []).map(describeFault);
  };
  return {
    request(endpoint, params) {
      const schema = contract.endpoints[endpoint]?.params;
      if (!schema) {
        const [extra] = Object.keys(params);
        return extra === undefined ? null : unknownParameter(extra);
      }
      const check = compile(reader, `request ${endpoint}`, schema);
      return check(params) ? null : wordFault(check.errors ?? []);
    },
    answer: (endpoint, body) => faultsOf(`answer ${endpoint}`, contract.endpoints[endpoint]?.answer ?? {}, body),
    event(event) {
      const schema = contract.events[String(event.type)];
      return schema ? faultsOf(`event ${event.type}`, schema, event) : [`unknown event ${event.type}`];
    },
  };
}

const pointTo = (key: string, value: unknown) =>
  key === "$ref" ? `${base}#/$defs/${encodeURIComponent(String(value)).replaceAll("%2F", "~1")}` : value;

const describeFault = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath} ${message} ${JSON.stringify(params)}`;

const unknownParameter = (param: string): RequestFault => ({
  code: "parameter_unknown",
  param,
  message: `Received unknown parameter: ${param}`,
});

/** Inside a choice several faults are found; the one that names a parameter says most. */
function wordFault(errors: ErrorObject[]): RequestFault {
  const of = (keyword: string) => errors.find((error) => error.keyword === keyword);
  const fault = of("additionalProperties") ?? of("required") ?? of("enum") ?? errors[0];
  if (!fault) return { param: "", message: "Invalid request." };
  const [first = "", ...rest] = fault.instancePath.split("/").slice(1);
  const path = first + rest.map((step) => `[${step}]`).join("");
  const within = (name: string) => (path ? `${path}[${name}]` : name);
  if (fault.keyword === "additionalProperties") return unknownParameter(within(fault.params.additionalProperty));
  if (fault.keyword === "required") {
    const param = within(fault.params.missingProperty);
    return { code: "parameter_missing", param, message: `Missing required param: ${param}.` };
  }
  if (fault.keyword === "enum") {
    return { param: path, message: `Invalid ${path}: must be one of ${fault.params.allowedValues.join(", ")}` };
  }
  return { param: path, message: `Invalid ${path}: ${fault.message}` };
}
