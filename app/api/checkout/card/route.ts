import { route } from "@/app/_http/route";
import { SaveCardInput } from "@/lib/billing/checkout-inputs";
import { openCardCheckout } from "@/lib/billing/server/checkout/open-card-checkout";

/** POST /api/checkout/card – the page on which a card is saved. */
export const POST = route({ needs: "billing:write", input: SaveCardInput, perMinute: 30 }, (ctx, input) =>
  openCardCheckout(ctx, input),
);
