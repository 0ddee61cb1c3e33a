import { route } from "@/app/_http/route";
import { PlanIdInput, UpdatePlanInput } from "@/lib/catalog/inputs";
import { archivePlan } from "@/lib/catalog/server/archive-plan";
import { getPlan } from "@/lib/catalog/server/get-plan";
import { updatePlan } from "@/lib/catalog/server/update-plan";

/** GET /api/admin/plans/{planId} – one plan with its versions. */
export const GET = route({ needs: "staff:read", input: PlanIdInput }, (ctx, input) => getPlan(ctx, input));

/** PATCH /api/admin/plans/{planId} – change how a plan is shown. */
export const PATCH = route({ needs: "staff:catalog", input: UpdatePlanInput }, (ctx, input) => updatePlan(ctx, input));

/** DELETE /api/admin/plans/{planId} – take a plan off sale. */
export const DELETE = route({ needs: "staff:catalog", input: PlanIdInput }, (ctx, input) => archivePlan(ctx, input));
