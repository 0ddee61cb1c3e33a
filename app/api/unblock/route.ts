import { route } from "@/app/_http/route";
import { UnblockInput } from "@/lib/billing/checkout-inputs";
import { getUnblock } from "@/lib/billing/server/account/get-unblock";

/** GET /api/unblock – how far the way from a payment to the first allowed call is. */
export const GET = route({ needs: "billing:read", input: UnblockInput }, (ctx, input) => getUnblock(ctx, input));
