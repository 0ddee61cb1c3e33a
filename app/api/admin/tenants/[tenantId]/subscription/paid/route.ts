import { route } from "@/app/_http/route";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { markPaid } from "@/lib/billing/server/manual/mark-paid";

/** POST /api/admin/tenants/{tenantId}/subscription/paid – say that everything was paid. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeManualInput }, (ctx, input) =>
  markPaid(ctx, input),
);
