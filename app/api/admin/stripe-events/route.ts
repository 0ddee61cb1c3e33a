import { route } from "@/app/_http/route";
import { listStripeEvents } from "@/lib/billing/server/staff/list-stripe-events";
import { ListStripeEventsInput } from "@/lib/billing/staff-inputs";

/** GET /api/admin/stripe-events – the inbox of events, newest first. */
export const GET = route({ needs: "staff:billing", input: ListStripeEventsInput }, (ctx, input) =>
  listStripeEvents(ctx, input),
);
