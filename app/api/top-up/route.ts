import { route } from "@/app/_http/route";
import { PutTopUpInput } from "@/lib/billing/credit-inputs";
import { deleteTopUp } from "@/lib/billing/server/credits/delete-top-up";
import { getTopUp } from "@/lib/billing/server/credits/get-top-up";
import { putTopUp } from "@/lib/billing/server/credits/put-top-up";

/** GET /api/top-up – the automatic top-up, and its latest attempts. */
export const GET = route({ needs: "billing:read" }, (ctx) => getTopUp(ctx));

/** PUT /api/top-up – agree to be charged when credits run low. */
export const PUT = route({ needs: "billing:write", input: PutTopUpInput }, (ctx, input) => putTopUp(ctx, input));

/** DELETE /api/top-up – switch it off. */
export const DELETE = route({ needs: "billing:write" }, (ctx) => deleteTopUp(ctx));
