import { z } from "zod";
import { isCostHeader } from "@/lib/catalog/is-cost-header";
import { routePathProblem } from "@/lib/catalog/route-path";
import { parseCredits } from "@/lib/credits";
import { idInput } from "@/lib/id-input";
import { currencyExponent } from "@/lib/money";
import { periodKinds } from "@/lib/period";
import { textInput } from "@/lib/text-input";

/** Paths that the gateway itself answers on its port. */
const reservedSlugs = ["healthz", "readyz", "metrics", "gateway", "api"];

const name = textInput(80).min(1, "must not be empty");
const kebab = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, "must be lower-case letters, digits and -");
const units = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const timeoutMs = z.number().int().min(100).max(600_000);
const origin = z.union([
  z.literal("*"),
  z
    .url({ protocol: /^https?$/ })
    .refine((value) => new URL(value).origin === value, "must be an origin such as https://app.example.com"),
]);
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, "must be a header name")
  .transform((value) => value.toLowerCase())
  .refine(
    (value) => !["host", "connection", "content-length", "transfer-encoding", "upgrade", "te"].includes(value),
    "is a header that the gateway sets itself",
  );
const headerValue = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x20-\x7e]+$/, "must be printable ASCII");

const apiFields = {
  name,
  upstreamUrl: z.url({ protocol: /^https?$/ }).max(500),
  /** Header that carries the operator's own credential; null sends none and forgets the secret. */
  upstreamHeader: headerName.nullable(),
  /** Write-only: sealed at once and never shown. Missing keeps what is set. */
  upstreamSecret: headerValue,
  connectTimeoutMs: timeoutMs,
  responseTimeoutMs: timeoutMs,
  idleTimeoutMs: timeoutMs,
  allowedOrigins: z.array(origin).max(50),
};
export const CreateApiInput = z.strictObject({
  slug: kebab.refine((slug) => !reservedSlugs.includes(slug), "is a path that the gateway keeps for itself"),
  name: apiFields.name,
  upstreamUrl: apiFields.upstreamUrl,
  upstreamHeader: apiFields.upstreamHeader.default(null),
  upstreamSecret: apiFields.upstreamSecret.optional(),
  connectTimeoutMs: timeoutMs.default(5_000),
  responseTimeoutMs: timeoutMs.default(30_000),
  idleTimeoutMs: timeoutMs.default(60_000),
  allowedOrigins: apiFields.allowedOrigins.default([]),
});
export const UpdateApiInput = z.strictObject({ apiId: idInput("api"), ...z.object(apiFields).partial().shape });
export const ApiIdInput = z.strictObject({ apiId: idInput("api") });

const chargedStatuses = z
  .array(
    z
      .tuple([z.number().int().min(100).max(599), z.number().int().min(100).max(599)])
      .refine(([from, to]) => from <= to, "must run from the lower status to the higher"),
  )
  .max(20);
const costHeader = z
  .string()
  .refine(isCostHeader, "must be the name of a header that the upstream answers, and that means nothing else")
  .transform((value) => value.toLowerCase());

const routeFields = {
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().superRefine((path, context) => {
    const problem = routePathProblem(path);
    if (problem) context.addIssue({ code: "custom", message: problem });
  }),
  featureId: idInput("feature").nullable(),
  /** What a charged call costs; with `costHeader`, the most it can cost. */
  costUnits: z.number().int().min(0).max(1_000_000_000),
  /** Header of the upstream's answer that says what the call cost; null: always `costUnits`. */
  costHeader: costHeader.nullable(),
  /** With `costHeader`: what a call costs whose caller left before an answer. */
  minCostUnits: z.number().int().min(0).max(1_000_000_000),
  scope: z
    .string()
    .regex(/^[a-z][a-z0-9_.:-]{0,63}$/, "must be lower-case letters, digits and . : _ -")
    .nullable(),
  maxBodyBytes: z.number().int().min(0).max(1_073_741_824),
  chargedStatuses,
};
export const CreateRouteInput = z.strictObject({
  apiId: idInput("api"),
  method: routeFields.method,
  path: routeFields.path,
  featureId: routeFields.featureId.default(null),
  costUnits: routeFields.costUnits.default(1),
  costHeader: routeFields.costHeader.default(null),
  minCostUnits: routeFields.minCostUnits.default(0),
  scope: routeFields.scope.default(null),
  maxBodyBytes: routeFields.maxBodyBytes.default(10_485_760),
  chargedStatuses: chargedStatuses.default([[200, 399]]),
});
export const UpdateRouteInput = z.strictObject({ routeId: idInput("route"), ...z.object(routeFields).partial().shape });
export const RouteIdInput = z.strictObject({ routeId: idInput("route") });

const word = textInput(40).min(1, "must not be empty");
const featureFields = {
  name,
  nameDe: name.nullable(),
  unit: word,
  unitPlural: word,
  contactSales: z.boolean(),
};
export const CreateFeatureInput = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "must be lower-case letters, digits and _"),
  name,
  nameDe: featureFields.nameDe.default(null),
  kind: z.enum(["switch", "limit", "meter"]),
  unit: word.default("call"),
  unitPlural: word.default("calls"),
  contactSales: z.boolean().default(false),
});
export const UpdateFeatureInput = z.strictObject({
  featureId: idInput("feature"),
  ...z.object(featureFields).partial().shape,
});
export const FeatureIdInput = z.strictObject({ featureId: idInput("feature") });

const isCurrency = (code: string) => Intl.supportedValuesOf("currency").includes(code) && currencyExponent(code) >= 0;
const planFields = {
  name,
  description: textInput(500),
  hidden: z.boolean(),
  /** What tenants fall back to when their subscription ends; at most one plan, and a free one. */
  fallback: z.boolean(),
  position: z.number().int().min(0).max(1000),
};
export const CreatePlanInput = z.strictObject({
  slug: kebab,
  name,
  description: planFields.description.default(""),
  hidden: z.boolean().default(false),
  position: planFields.position.default(0),
  currency: z.string().refine(isCurrency, "must be an ISO 4217 code").default("EUR"),
});
export const UpdatePlanInput = z.strictObject({ planId: idInput("plan"), ...z.object(planFields).partial().shape });
export const PlanIdInput = z.strictObject({ planId: idInput("plan") });

const graceDays = z.number().int().min(0).max(60);
const draftFeature = z.strictObject({
  featureId: idInput("feature"),
  /** Null: without limit, or a switch that is on. */
  limitUnits: units.nullable(),
  /** Meters only: when the units start again. */
  period: z.enum(periodKinds).default("anniversary"),
  /** Meters only: what a unit beyond the limit costs in micro-credits; null: credits do not pay for it. */
  creditMicroPerUnit: z.number().int().min(1).max(1_000_000_000_000).nullable().default(null),
  /** Meters only: `postpaid` records use beyond everything else for a later bill instead of refusing it. */
  overage: z.enum(["none", "postpaid"]).default("none"),
  /** With `postpaid`: price of one unit in 10⁻¹² minor units of the version's currency. */
  overageRateE12: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().default(null),
});
export const EditDraftInput = z.strictObject({
  planId: idInput("plan"),
  priceMinor: z.number().int().min(0).max(1_000_000_000_000),
  currency: z.string().refine(isCurrency, "must be an ISO 4217 code"),
  /** Requests a minute of one tenant; null sets none. */
  ratePerMinute: z.number().int().min(1).max(10_000_000).nullable(),
  /** How often the price is due. */
  interval: z.enum(["month", "year"]).default("month"),
  trialDays: z.number().int().min(0).max(365),
  /** True: a trial starts at the checkout, with a card. */
  trialNeedsCard: z.boolean().default(false),
  /** Days that calls go on after a failed payment, and after a failed first one behind a trial. */
  graceDays: graceDays.default(7),
  trialGraceDays: graceDays.default(0),
  note: textInput(500).default(""),
  features: z.array(draftFeature).max(200),
  /** The draft's `updatedAt` that the editor saw: an older one is refused instead of overwriting. */
  seenUpdatedAt: z.iso.datetime({ offset: true }).optional(),
});
export const PublishPlanInput = z.strictObject({
  planId: idInput("plan"),
  rollout: z.enum(["new_subscriptions", "all_now"]),
  /** Confirms that tenants who already used more than the new version allows will be refused. */
  acknowledged: z.boolean().default(false),
  seenUpdatedAt: z.iso.datetime({ offset: true }).optional(),
});

/** Credits as a decimal string, above 0. */
const credits = z
  .string()
  .refine((text) => (parseCredits(text) ?? 0) > 0, "must be a number of credits above 0 such as 250 or 0.50");
export const CreateCreditPackInput = z.strictObject({
  name,
  credits,
  priceMinor: z.number().int().min(1).max(1_000_000_000),
  currency: z.string().refine(isCurrency, "must be an ISO 4217 code"),
  /** Days after the purchase; null: never. */
  expiresAfterDays: z.number().int().min(1).max(3650).nullable().default(null),
  position: z.number().int().min(0).max(1000).default(0),
});
/** What a pack gives and costs never changes: automatic purchases have agreed to it. */
export const UpdateCreditPackInput = z.strictObject({
  creditPackId: idInput("creditPack"),
  name: name.optional(),
  position: z.number().int().min(0).max(1000).optional(),
});
export const CreditPackIdInput = z.strictObject({ creditPackId: idInput("creditPack") });
