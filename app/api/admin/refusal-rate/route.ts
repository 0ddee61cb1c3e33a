import { route } from "@/app/_http/route";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { refusalRate } from "@/lib/analytics/server/refusal-rate";

/** GET /api/admin/refusal-rate – the 402 rate over time by family. */
export const GET = route({ needs: "staff:read", input: RangeOnlyInput }, (ctx, input) => refusalRate(ctx, input));
