import { route } from "@/app/_http/route";
import { UsageInput } from "@/lib/analytics/inputs";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";

/** GET /api/usage – the tenant's calls and units over time, by key, feature, route or status. */
export const GET = route({ needs: "usage:read", input: UsageInput }, (ctx, input) => usageOverTime(ctx, input));
