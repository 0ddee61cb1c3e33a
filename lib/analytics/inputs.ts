import { z } from "zod";
import { RangeInput } from "@/lib/analytics/time-range";
import { isCode } from "@/lib/errors";
import { idInput } from "@/lib/id-input";
import { instantInput } from "@/lib/instant-input";

export const RangeOnlyInput = z.strictObject({ range: RangeInput.default("24h") });

/** Several values in one parameter, comma = or. A list passes too, so that parsed input can be parsed again. */
const listed = (each: (part: string) => boolean, message: string) =>
  z
    .union([z.string().transform((text) => text.split(",").filter(Boolean)), z.array(z.string())])
    .refine((parts) => parts.length <= 20 && parts.every(each), message);

/** The filters of a list of calls, whoever reads it. */
const requestFilters = {
  range: RangeInput.default("24h"),
  mode: z.enum(["live", "test"]).default("live"),
  /** Statuses or classes, comma = or: `402,5xx`. */
  status: listed((part) => /^[1-5](?:\d\d|xx)$/.test(part), "must be statuses or classes such as 402,5xx").optional(),
  /** Codes, comma = or. */
  code: listed(isCode, "must be codes such as quota_exhausted").optional(),
  api: idInput("api").optional(),
  route: idInput("route").optional(),
  key: idInput("key").optional(),
  request: idInput("request").optional(),
  /** Where the page before ended: its last row's instant in milliseconds and its id. */
  after: z
    .string()
    .regex(/^\d{1,14}\.req_[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be the end of a page")
    .optional(),
};

export const ListAllRequestsInput = z.strictObject({ ...requestFilters, tenant: idInput("tenant").optional() });

/** `from` and `to` freeze the window, half-open; they win over `range`. */
export const ListRequestsInput = z.strictObject({
  ...requestFilters,
  from: instantInput.optional(),
  to: instantInput.optional(),
});
export const ExportRequestsInput = ListRequestsInput.omit({ after: true });

export const RequestInput = z.strictObject({ id: idInput("request") });
