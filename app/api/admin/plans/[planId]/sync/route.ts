import { route } from "@/app/_http/route";
import { RequestPlanSyncInput } from "@/lib/billing/plan-inputs";
import { getPlanSync } from "@/lib/billing/server/plans/get-plan-sync";
import { requestPlanSync } from "@/lib/billing/server/plans/request-plan-sync";
import { PlanIdInput } from "@/lib/catalog/inputs";

/** GET /api/admin/plans/{planId}/sync – how far each version of the plan is in Stripe, step by step. */
export const GET = route({ needs: "staff:read", input: PlanIdInput }, (ctx, input) => getPlanSync(ctx, input));

/** POST /api/admin/plans/{planId}/sync – send it there now. */
export const POST = route({ needs: "staff:catalog", input: RequestPlanSyncInput }, (ctx, input) =>
  requestPlanSync(ctx, input),
);
