import { route } from "@/app/_http/route";
import { PortalInput } from "@/lib/billing/checkout-inputs";
import { openPortal } from "@/lib/billing/server/portal/open-portal";

/** POST /api/billing/portal – the payment provider's page for cards and billing details. */
export const POST = route({ needs: "billing:write", input: PortalInput, perMinute: 30 }, (ctx, input) =>
  openPortal(ctx, input),
);
