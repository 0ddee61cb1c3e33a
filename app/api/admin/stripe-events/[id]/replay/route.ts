import { route } from "@/app/_http/route";
import { replayStripeEvent } from "@/lib/billing/server/staff/replay-stripe-event";
import { ReplayEventInput } from "@/lib/billing/staff-inputs";

/** POST /api/admin/stripe-events/{id}/replay – let an event be answered once more. */
export const POST = route({ needs: "staff:billing", input: ReplayEventInput }, (ctx, input) =>
  replayStripeEvent(ctx, input),
);
