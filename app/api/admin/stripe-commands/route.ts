import { route } from "@/app/_http/route";
import { listStripeCommands } from "@/lib/billing/server/staff/list-stripe-commands";
import { ListStripeCommandsInput } from "@/lib/billing/staff-inputs";

/** GET /api/admin/stripe-commands – what was asked of Stripe, newest first. */
export const GET = route({ needs: "staff:billing", input: ListStripeCommandsInput }, (ctx, input) =>
  listStripeCommands(ctx, input),
);
