import { z } from "zod";
import { route } from "@/app/_http/route";
import { getCredits } from "@/lib/entitlements/server/get-credits";

/** GET /api/credits – the tenant's prepaid credits, lot by lot. */
export const GET = route({ needs: "usage:read", input: z.strictObject({}) }, (ctx) => getCredits(ctx));
