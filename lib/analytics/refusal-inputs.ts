import { z } from "zod";
import { refusalFamilies, refusalFamily } from "@/lib/analytics/refusal-family";
import { endNames, episodeStates, partNames } from "@/lib/analytics/refusal-names";
import { scopeFields } from "@/lib/analytics/scope";
import type { IdKind } from "@/lib/id";
import { idInput } from "@/lib/id-input";

/** Several values in one parameter, comma = or. A list passes too, so that parsed input can be parsed again. */
const listed = (each: (part: string) => boolean, message: string) =>
  z
    .union([z.string().transform((text) => text.split(",").filter(Boolean)), z.array(z.string())])
    .refine((parts) => parts.length > 0 && parts.length <= 20 && parts.every(each), message);

/** One object, or the calls that had none. */
const oneOrNone = (kind: IdKind) => z.union([z.literal("none"), idInput(kind)]);

const families: ReadonlySet<string> = new Set(refusalFamilies);

/** Filters of refusals, named as those of the request log. */
const refusalFilters = {
  family: listed((part) => families.has(part), `must be families such as ${refusalFamilies.join(",")}`).optional(),
  code: listed((part) => refusalFamily(part) !== null, "must be codes of a 402 such as quota_exhausted").optional(),
  api: idInput("api").optional(),
  route: oneOrNone("route").optional(),
  feature: oneOrNone("feature").optional(),
  plan: oneOrNone("plan").optional(),
  key: oneOrNone("key").optional(),
  tenant: idInput("tenant").optional(),
};

export const RefusalsInput = z.strictObject({ ...scopeFields, ...refusalFilters });
export type RefusalsInput = z.output<typeof RefusalsInput>;

export const RefusalPartsInput = RefusalsInput.extend({ g: z.enum(partNames).default("plan") });

const episodeFields = {
  state: z.enum(episodeStates).optional(),
  /** `money`: refused for money; `cap`: by a limit of the tenant's own. Never both in one list. */
  class: z.enum(["money", "cap"]).default("money"),
  /** How it ended. */
  ended: z.enum(endNames).optional(),
  /** `window`: only runs that were opened in it; without it those that were still open too. */
  opened: z.enum(["window"]).optional(),
  /** Where the page before ended: its last row's instant in milliseconds and its id. */
  after: z
    .string()
    .regex(/^\d{1,14}\.epi_[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "must be the end of a page")
    .optional(),
};
export const ListEpisodesInput = RefusalsInput.extend(episodeFields);
export const EpisodeInput = z.strictObject({ id: idInput("episode") });

/** Everything that the address of the page of refusals may hold. */
export const RefusalsPageInput = ListEpisodesInput.extend({
  g: z.enum(partNames).default("plan"),
  /** The stack of reasons in calls, or as shares of all that asked. */
  stack: z.enum(["counts", "rates"]).default("counts"),
});

export const refusalTables = [
  "series",
  "parts",
  "others",
  "episodes",
  "outcomes",
  "paid",
  "resolved",
  "retries",
] as const;
export const ExportRefusalsInput = ListEpisodesInput.omit({ after: true }).extend({
  table: z.enum(refusalTables),
  g: z.enum(partNames).default("plan"),
});
