import { route } from "@/app/_http/route";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { pauseManual } from "@/lib/billing/server/manual/pause-manual";

/** POST /api/admin/tenants/{tenantId}/subscription/pause – stop it until it is resumed. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeManualInput }, (ctx, input) =>
  pauseManual(ctx, input),
);
