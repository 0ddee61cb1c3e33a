import { route } from "@/app/_http/route";
import { publishAndSync } from "@/lib/billing/server/plans/publish-and-sync";
import { PublishPlanInput } from "@/lib/catalog/inputs";

/** POST /api/admin/plans/{planId}/publish – publish the draft; its content never changes again. */
export const POST = route({ needs: "staff:catalog", input: PublishPlanInput }, (ctx, input) =>
  publishAndSync(ctx, input),
);
