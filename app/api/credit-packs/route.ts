import { route } from "@/app/_http/route";
import { listCreditPacks } from "@/lib/billing/server/credits/list-credit-packs";

/** GET /api/credit-packs – the credit packs that the tenant can buy. */
export const GET = route({ needs: "billing:read" }, (ctx) => listCreditPacks(ctx));
