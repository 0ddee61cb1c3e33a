import { route } from "@/app/_http/route";
import { getBillingLink } from "@/lib/billing/server/staff/get-billing-link";

/** GET /api/admin/billing-link – whether billing works, and how it hears of payments. */
export const GET = route({ needs: "staff:billing" }, (ctx) => getBillingLink(ctx));
