import { route } from "@/app/_http/route";
import { RefusalsInput } from "@/lib/analytics/refusal-inputs";
import { getRefusals } from "@/lib/analytics/server/refusals/get-refusals";

/** GET /api/admin/refusals – the 402 rate over time, who is affected, and what else was refused. */
export const GET = route({ needs: "staff:read", input: RefusalsInput }, (ctx, input) => getRefusals(ctx, input));
