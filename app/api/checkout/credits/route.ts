import { route } from "@/app/_http/route";
import { BuyCreditsInput } from "@/lib/billing/checkout-inputs";
import { openCreditCheckout } from "@/lib/billing/server/checkout/open-credit-checkout";

/** POST /api/checkout/credits – the page on which a credit pack is paid. */
export const POST = route({ needs: "billing:write", input: BuyCreditsInput, perMinute: 30 }, (ctx, input) =>
  openCreditCheckout(ctx, input),
);
