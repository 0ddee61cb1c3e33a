import { z } from "zod";
import { decisionClasses } from "@/lib/analytics/decision-class";
import { refusalFamilies } from "@/lib/analytics/refusal-family";
import { scopeFields } from "@/lib/analytics/scope";
import { isCode } from "@/lib/errors";
import { type IdKind, idPrefixes, isId } from "@/lib/id";
import { idInput } from "@/lib/id-input";

/** Several values in one parameter, comma = or. A list passes too, so that parsed input can be parsed again. */
const listed = (each: (part: string) => boolean, message: string) =>
  z
    .union([z.string().transform((text) => text.split(",").filter(Boolean)), z.array(z.string())])
    .refine((parts) => parts.length > 0 && parts.length <= 20 && parts.every(each), message)
    .optional();

const oneOf = (values: readonly string[]) => (part: string) => values.includes(part);

/** An object's id, or `none`: calls that had none. */
const idOrNone = (kind: IdKind) =>
  z
    .string()
    .refine(
      (text) => text === "none" || isId(kind, text),
      `must be an identifier such as ${idPrefixes[kind]}_…, or none`,
    )
    .optional();

/** Where a page ended: its last or first row's instant in milliseconds and its id. */
const place = z
  .string()
  .regex(/^\d{1,14}\.req_[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be the end of a page")
  .optional();

const { cmp: _comparison, ...windowFields } = scopeFields;

/** The filters of the log, whoever reads it; several are "and". Kinds of calls are named as counts name them. */
const logFilters = {
  ...windowFields,
  mode: z.enum(["live", "test"]).default("live"),
  /** Statuses or classes of them: `402,5xx`. */
  status: listed((part) => /^[1-5](?:\d\d|xx)$/.test(part), "must be statuses or classes such as 402,5xx"),
  code: listed(isCode, "must be codes such as quota_exhausted"),
  /** Families of money refusals. */
  family: listed(oneOf(refusalFamilies), `must be families of refusals: ${refusalFamilies.join(", ")}`),
  /** Kinds of decisions; `eligible` is what a 402 rate counts: allowed and refused for money. */
  class: listed(oneOf([...decisionClasses, "eligible"]), `must be classes: ${decisionClasses.join(", ")}, or eligible`),
  /** Calls of an api's routes. */
  api: idInput("api").optional(),
  route: idOrNone("route"),
  feature: idOrNone("feature"),
  plan: idOrNone("plan"),
  version: idInput("planVersion").optional(),
  key: idOrNone("key"),
  /** The refusals of one run, in the run's own window unless another is named. */
  episode: z
    .string()
    .regex(/^epi_[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be an identifier such as epi_…")
    .optional(),
  /** One call, wherever it lies. */
  request: idInput("request").optional(),
};

const places = {
  /** Older than this place, or newer; only one of them. */
  after: place,
  before: place,
};

export const ListRequestsInput = z.strictObject({ ...logFilters, ...places });
export const ListAllRequestsInput = z.strictObject({ ...logFilters, ...places, tenant: idOrNone("tenant") });
export const ExportRequestsInput = z.strictObject(logFilters);
export const ExportAllRequestsInput = z.strictObject({ ...logFilters, tenant: idOrNone("tenant") });

/** `since`: epoch milliseconds. */
const since = z.union([
  z
    .string()
    .regex(/^\d{1,14}$/, "must be milliseconds")
    .transform(Number),
  z.number().int(),
]);
export const NewerRequestsInput = z.strictObject({ ...logFilters, since });
export const NewerOfAllRequestsInput = z.strictObject({ ...logFilters, tenant: idOrNone("tenant"), since });

export const RequestInput = z.strictObject({ id: idInput("request") });

/** What the use cases of the log share, parsed. */
export type LogFilter = z.output<typeof ExportAllRequestsInput>;
