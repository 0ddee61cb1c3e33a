import { route } from "@/app/_http/route";
import { syncNow } from "@/lib/billing/server/staff/sync-now";
import { SyncNowInput } from "@/lib/billing/staff-inputs";

/** POST /api/admin/tenants/{tenantId}/billing/sync – read a tenant's money state from Stripe now. */
export const POST = route({ needs: "staff:billing", input: SyncNowInput }, (ctx, input) => syncNow(ctx, input));
