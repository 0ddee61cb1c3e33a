import type { Intent } from "@/lib/billing/server/checkout/write-intent";
import { env } from "@/lib/env";

const screens = { subscribe: "plan", credits: "credits", card: "billing" } as const;

/** Where a hosted page leads when it was paid, and when it was left. */
export function returnUrls({ tenantId, kind, fromRequestId }: Intent): { success_url: string; cancel_url: string } {
  const portal = env().PORTAL_URL;
  const from = fromRequestId === null ? "" : `&from=${fromRequestId}`;
  return {
    // The provider fills in the braces.
    success_url: `${portal}/checkout/return?tenant=${tenantId}&session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${portal}/console/${screens[kind]}?tenant=${tenantId}&checkout=cancelled${from}`,
  };
}
