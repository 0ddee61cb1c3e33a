import { route } from "@/app/_http/route";
import { RefusalPartsInput } from "@/lib/analytics/refusal-inputs";
import { getRefusalParts } from "@/lib/analytics/server/refusals/get-refusal-parts";

/** GET /api/admin/refusals/parts – the 402 rate of each plan, route, key, tenant, feature or code. */
export const GET = route({ needs: "staff:read", input: RefusalPartsInput }, (ctx, input) =>
  getRefusalParts(ctx, input),
);
