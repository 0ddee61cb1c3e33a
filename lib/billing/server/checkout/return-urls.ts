import type { checkoutIntent } from "@/db/schema/billing";
import { env } from "@/lib/env";

/** Where a hosted page leads when it was paid, and when it was left. */
export function returnUrls(intent: Pick<typeof checkoutIntent.$inferSelect, "tenantId" | "fromRequestId">): {
  success_url: string;
  cancel_url: string;
} {
  const portal = env().PORTAL_URL;
  const left = intent.fromRequestId === null ? "/console/billing" : `/console/requests/${intent.fromRequestId}`;
  return {
    // The provider fills in the braces.
    success_url: `${portal}/checkout/return?tenant=${intent.tenantId}&session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${portal}${left}?tenant=${intent.tenantId}&checkout=cancelled`,
  };
}
