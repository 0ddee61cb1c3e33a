import { route } from "@/app/_http/route";
import { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import { getRefusalOutcomes } from "@/lib/analytics/server/refusals/get-refusal-outcomes";

/** GET /api/admin/refusals/outcomes – how runs of refusals ended, in what time, and who paid after them. */
export const GET = route({ needs: "staff:read", input: RefusalsInput }, (ctx, input) => getRefusalOutcomes(ctx, input));
