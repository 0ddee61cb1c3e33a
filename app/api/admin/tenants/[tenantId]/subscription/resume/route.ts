import { route } from "@/app/_http/route";
import { ChangeManualInput } from "@/lib/billing/manual-inputs";
import { resumeManual } from "@/lib/billing/server/manual/resume-manual";

/** POST /api/admin/tenants/{tenantId}/subscription/resume – let it go on. */
export const POST = route({ needs: "staff:subscriptions", input: ChangeManualInput }, (ctx, input) =>
  resumeManual(ctx, input),
);
