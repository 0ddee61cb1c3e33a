import { route } from "@/app/_http/route";
import { lookAgain } from "@/lib/billing/server/sync/look-again";

/** POST /api/billing/sync – read the tenant's money state from Stripe now. */
export const POST = route({ needs: "billing:read", perMinute: 30 }, (ctx) => lookAgain(ctx));
