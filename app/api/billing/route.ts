import { route } from "@/app/_http/route";
import { getBilling } from "@/lib/billing/server/account/get-billing";

/** GET /api/billing – plan, dates, cards, open invoices and what is charged next. */
export const GET = route({ needs: "billing:read" }, (ctx) => getBilling(ctx));
