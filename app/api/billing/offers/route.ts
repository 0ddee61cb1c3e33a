import { route } from "@/app/_http/route";
import { listOffers } from "@/lib/billing/server/plans/list-offers";

/** GET /api/billing/offers – the plans on sale, and what choosing each would mean for this tenant. */
export const GET = route({ needs: "billing:read" }, (ctx) => listOffers(ctx));
