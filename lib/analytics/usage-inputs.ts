import { z } from "zod";
import { scopeFields } from "@/lib/analytics/scope";
import { idInput } from "@/lib/id-input";

/** Which calls of a tenant are counted; the names are those of the log. */
export const usageFilters = {
  mode: z.enum(["live", "test"]).default("live"),
  key: idInput("key").optional(),
  feature: idInput("feature").optional(),
  route: idInput("route").optional(),
  api: idInput("api").optional(),
};

export const UsageInput = z.strictObject({
  ...scopeFields,
  ...usageFilters,
  by: z.enum(["key", "feature", "route", "status"]).default("key"),
});
