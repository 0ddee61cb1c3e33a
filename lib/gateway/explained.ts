import type { Feature } from "@/lib/catalog/types";
import type { Refusal } from "@/lib/gateway/types";
import type { Param, Params } from "@/lib/messages/types";
import type { ProblemInput } from "@/lib/problem/types";

/** What a refusal says beside its code. */
export type Explained = Pick<Refusal, "variant" | "params" | "details" | "retryAfterSec"> &
  Pick<ProblemInput, "violatedPolicies" | "rateLimit" | "usageRemaining">;

export const text = (value: string, de?: string | null): Param => ({ kind: "text", value, ...(de && { de }) });
export const number = (value: number): Param => ({ kind: "number", value });
/** What concerns a tenant's periods and terms is told by its own clock. */
export const date = (value: Date, timeZone: string | undefined): Param => ({
  kind: "date",
  value,
  ...(timeZone !== undefined && { timeZone }),
});

export const featureParams = (feature: Feature | null): Params => ({
  featureName: text(feature?.name ?? "", feature?.nameDe),
});
