import { route } from "@/app/_http/route";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { markOverdue } from "@/lib/billing/server/manual/mark-overdue";

/** POST /api/admin/tenants/{tenantId}/subscription/overdue – say that it was not paid: grace begins. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeManualInput }, (ctx, input) =>
  markOverdue(ctx, input),
);
