import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { env } from "@/lib/env";

/** Whether webhooks are taken here: a secret is set, and money goes anywhere at all. */
export const takesWebhooks = (): boolean =>
  currentMode() !== "manual" && (env().STRIPE_WEBHOOK_SECRET ?? []).length > 0;
