import { route } from "@/app/_http/route";
import { keepSubscription } from "@/lib/billing/server/changes/keep-subscription";

/** POST /api/billing/keep – take a cancellation back. */
export const POST = route({ needs: "billing:write" }, (ctx) => keepSubscription(ctx));
