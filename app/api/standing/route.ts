import { route } from "@/app/_http/route";
import { getStanding } from "@/lib/entitlements/server/get-standing";

/** GET /api/standing – "Can I call right now?", feature by feature. */
export const GET = route({ needs: "usage:read" }, (ctx) => getStanding(ctx));
