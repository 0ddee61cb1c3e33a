import { route } from "@/app/_http/route";
import { startFreshLink } from "@/lib/billing/server/staff/start-fresh-link";
import { FreshLinkInput } from "@/lib/billing/staff-inputs";

/** POST /api/admin/billing-link/fresh – begin anew with the Stripe account that answers now. */
export const POST = route({ needs: "staff:refunds", input: FreshLinkInput }, (ctx, input) =>
  startFreshLink(ctx, input),
);
