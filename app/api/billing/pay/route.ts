import { route } from "@/app/_http/route";
import { payNow } from "@/lib/billing/server/invoices/pay-now";

/** POST /api/billing/pay – pay every open invoice with the card on file. */
export const POST = route({ needs: "billing:write" }, (ctx) => payNow(ctx));
