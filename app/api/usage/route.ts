import { route } from "@/app/_http/route";
import { usageOverTime } from "@/lib/analytics/server/usage-over-time";
import { UsageInput } from "@/lib/analytics/usage-inputs";

/** GET /api/usage – the tenant's calls and units over time, by key, feature, route or status. */
export const GET = route({ needs: "usage:read", input: UsageInput }, (ctx, input) => usageOverTime(ctx, input));
