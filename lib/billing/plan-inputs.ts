import { z } from "zod";
import { idInput } from "@/lib/id-input";

export const RequestPlanSyncInput = z.strictObject({
  planId: idInput("plan"),
  /** Missing: every version of the plan that is in use. */
  planVersionId: idInput("planVersion").optional(),
});
