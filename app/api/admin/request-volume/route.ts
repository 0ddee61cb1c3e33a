import { route } from "@/app/_http/route";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { requestVolume } from "@/lib/analytics/server/request-volume";

/** GET /api/admin/request-volume – calls over time by status class. */
export const GET = route({ needs: "staff:read", input: RangeOnlyInput }, (ctx, input) => requestVolume(ctx, input));
