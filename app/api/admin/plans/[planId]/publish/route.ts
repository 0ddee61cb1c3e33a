import { route } from "@/app/_http/route";
import { PublishPlanInput } from "@/lib/catalog/inputs";
import { publishPlan } from "@/lib/catalog/server/publish-plan";

/** POST /api/admin/plans/{planId}/publish – publish the draft; its content never changes again. */
export const POST = route({ needs: "staff:catalog", input: PublishPlanInput }, (ctx, input) => publishPlan(ctx, input));
