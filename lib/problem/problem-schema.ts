import { codes } from "@/lib/errors";

const words = { type: "string", minLength: 1 } as const;
const url = { type: "string", pattern: "^https?://" } as const;
const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$" } as const;
const units = { type: "integer" } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ anyOf: [schema, { type: "null" }] });

/**
 * JSON Schema of every problem body, served at `/problems/schema.json`.
 * Further members and further codes may come: clients ignore what they do not know.
 */
export const problemSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Faregate problem",
  description: "Every answer with status 400 or above that Faregate itself makes (RFC 9457 with further members).",
  type: "object",
  required: [
    "type",
    "title",
    "status",
    "detail",
    "instance",
    "code",
    "message",
    "details",
    "retry",
    "requestId",
    "timestamp",
    "documentation",
  ],
  properties: {
    type: url,
    title: words,
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: words,
    instance: { type: "string", pattern: "^urn:faregate:request:req_[0-9A-HJKMNP-TV-Z]{26}$" },
    code: { type: "string", pattern: "^[a-z0-9_]+$", examples: Object.keys(codes) },
    message: { ...words, description: "Equals detail." },
    details: { type: "object", description: "Values of the code; empty when there are none." },
    retry: {
      type: "object",
      required: ["policy", "automatic"],
      properties: {
        policy: { enum: ["after_payment", "same_payment", "after_delay", "after_change", "never"] },
        automatic: { type: "boolean", description: "Whether a machine may repeat the request unchanged." },
      },
    },
    requestId: { type: "string", pattern: "^req_[0-9A-HJKMNP-TV-Z]{26}$" },
    clientRequestId: { type: "string", pattern: "^[A-Za-z0-9._:-]{1,128}$" },
    traceId: { type: "string", pattern: "^[0-9a-f]{32}$" },
    timestamp: instant,
    documentation: url,
    link: { ...url, description: "The main way out; equals the first action's href." },
    actions: {
      type: "array",
      items: {
        type: "object",
        required: ["rel", "title", "audience", "href"],
        properties: {
          rel: { type: "string", pattern: "^[a-z_]+$" },
          title: words,
          audience: { enum: ["payer", "developer", "agent"] },
          href: url,
          offer: {
            type: "object",
            required: ["kind", "id"],
            properties: { kind: { type: "string" }, id: { type: "string" } },
          },
          price: {
            type: "object",
            required: ["amount", "currency"],
            properties: {
              amount: { type: "string", pattern: "^\\d+(\\.\\d+)?$" },
              currency: { type: "string", pattern: "^[A-Z]{3}$" },
            },
          },
        },
      },
    },
    explainUrl: url,
    tenant: {
      type: "object",
      required: ["id", "name"],
      properties: { id: { type: "string" }, name: { type: "string" } },
    },
    key: { type: "object", required: ["id", "hint"], properties: { id: { type: "string" }, hint: { type: "string" } } },
    currentPlan: nullable({
      type: "object",
      required: ["id", "name", "version", "status"],
      properties: {
        id: { type: "string" },
        name: { type: "string" },
        version: { type: "integer", minimum: 1 },
        status: { enum: ["none", "trialing", "active", "past_due", "paused", "canceled", "expired"] },
      },
    }),
    usageRemaining: nullable({
      type: "object",
      required: ["unit", "remaining"],
      properties: {
        unit: { type: "string" },
        limit: nullable(units),
        used: units,
        remaining: { anyOf: [units, { type: "null" }, { type: "string", pattern: "^-?\\d+\\.\\d{2,6}$" }] },
      },
    }),
    billingCycleEnd: nullable(instant),
    reasons: { type: "array", items: { type: "string" } },
    "violated-policies": { type: "array", items: { type: "string" } },
  },
} as const;
