import { signedRoute } from "@/app/_http/signed-route";
import { receiveWebhook } from "@/lib/billing/server/intake/receive-webhook";
import { takesWebhooks } from "@/lib/billing/server/intake/takes-webhooks";

/** POST /api/webhooks/stripe – something changed in Stripe; its signature is the only key. */
export const POST = signedRoute({ signature: "stripe-signature", isOpen: takesWebhooks }, receiveWebhook);
