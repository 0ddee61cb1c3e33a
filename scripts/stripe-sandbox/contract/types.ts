/** The part of JSON Schema that the generator writes. */
export interface Schema {
  $ref?: string;
  type?: "string" | "number" | "boolean" | "null" | "object" | "array";
  const?: string | number | boolean;
  enum?: (string | number)[];
  pattern?: string;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
}

export interface Endpoint {
  params: Schema | null;
  answer: Schema;
}

/** What the installed SDK says about the endpoints and events that are listed. */
export interface Contract {
  sdkVersion: string;
  apiVersion: string;
  endpoints: Record<string, Endpoint>;
  /** Every endpoint that the SDK knows, as "POST /v1/customers/{id}". */
  everyEndpoint: string[];
  events: Record<string, Schema>;
  /** The definition of each object by its `object` field, e.g. customer. */
  objects: Record<string, string>;
  definitions: Record<string, Schema>;
}
