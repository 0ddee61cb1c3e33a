import { route } from "@/app/_http/route";
import { getHeldPlan } from "@/lib/entitlements/server/get-held-plan";

/** GET /api/plan – the plan that the tenant holds, what it may use, and what else is on sale. */
export const GET = route({ needs: "usage:read" }, (ctx) => getHeldPlan(ctx));
