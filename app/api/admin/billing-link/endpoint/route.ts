import { route } from "@/app/_http/route";
import { createWebhookEndpoint } from "@/lib/billing/server/staff/create-webhook-endpoint";

/** POST /api/admin/billing-link/endpoint – make the webhook endpoint in Stripe; its secret is shown once. */
export const POST = route({ needs: "staff:refunds", status: 201 }, (ctx) => createWebhookEndpoint(ctx));
