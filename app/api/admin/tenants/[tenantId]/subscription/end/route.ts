import { route } from "@/app/_http/route";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { endManual } from "@/lib/billing/server/manual/end-manual";

/** POST /api/admin/tenants/{tenantId}/subscription/end – end it at once. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeManualInput }, (ctx, input) =>
  endManual(ctx, input),
);
