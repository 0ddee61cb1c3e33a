import { z } from "zod";
import { routePathProblem } from "@/lib/catalog/route-path";
import type { Api, Feature, PlanVersion, Route } from "@/lib/catalog/types";
import { periodKinds } from "@/lib/period";

const text = z.string().min(1);
const units = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const timeoutMs = z.number().int().min(1).max(3_600_000);
const status = z.number().int().min(100).max(599);
const path = z.string().superRefine((value, context) => {
  const problem = routePathProblem(value);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

/** What the gateway can work with, row by row: one that holds anything else must not take the others down. */
export const apiRow = z.object({
  id: text,
  slug: text.regex(/^[a-z0-9-]+$/),
  name: z.string(),
  upstreamUrl: z.url({ protocol: /^https?$/ }),
  upstreamCredential: z.object({ header: text, value: text }).nullable(),
  connectTimeoutMs: timeoutMs,
  responseTimeoutMs: timeoutMs,
  idleTimeoutMs: timeoutMs,
  allowedOrigins: z.array(z.string()),
}) satisfies z.ZodType<Api>;

export const routeRow = z.object({
  id: text,
  apiId: text,
  method: text.regex(/^[A-Z]+$/),
  path,
  featureId: text.nullable(),
  costUnits: units,
  costHeader: text.regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/).nullable(),
  minCostUnits: units,
  scope: text.nullable(),
  maxBodyBytes: units,
  chargedStatuses: z.array(z.tuple([status, status])),
}) satisfies z.ZodType<Route>;

export const featureRow = z.object({
  id: text,
  slug: text,
  name: z.string(),
  nameDe: z.string().nullable(),
  kind: z.enum(["switch", "limit", "meter"]),
  unit: z.string(),
  unitPlural: z.string(),
  contactSales: z.boolean(),
}) satisfies z.ZodType<Feature>;

export const planVersionRow = z.object({
  id: text,
  planId: text,
  planName: z.string(),
  planSlug: text,
  number: z.number().int(),
  hidden: z.boolean(),
  price: z.object({ amountMinor: units, currency: z.string().regex(/^[A-Z]{3}$/) }),
  interval: z.enum(["month", "year"]),
  ratePerMinute: z.number().int().min(1).nullable(),
  limits: z.record(text, units.nullable()),
  meters: z.record(
    text,
    z.object({
      period: z.enum(periodKinds),
      creditMicroPerUnit: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable(),
      overage: z.enum(["none", "postpaid"]),
      overageRateE12: units.nullable(),
    }),
  ),
  onSale: z.boolean(),
}) satisfies z.ZodType<PlanVersion>;
