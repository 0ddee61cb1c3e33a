import { route } from "@/app/_http/route";
import { SubscribeInput } from "@/lib/billing/checkout-inputs";
import { openCheckout } from "@/lib/billing/server/checkout/open-checkout";

/** POST /api/checkout/subscribe – the page on which a plan is paid, or `done` where nothing is. */
export const POST = route({ needs: "billing:write", input: SubscribeInput, perMinute: 30 }, (ctx, input) =>
  openCheckout(ctx, input),
);
