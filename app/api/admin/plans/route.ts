import { route } from "@/app/_http/route";
import { CreatePlanInput } from "@/lib/catalog/inputs";
import { createPlan } from "@/lib/catalog/server/create-plan";
import { listPlans } from "@/lib/catalog/server/list-plans";

/** GET /api/admin/plans – every plan in service. */
export const GET = route({ needs: "staff:read" }, (ctx) => listPlans(ctx));

/** POST /api/admin/plans – begin a plan with an empty draft. */
export const POST = route({ needs: "staff:catalog", input: CreatePlanInput, status: 201 }, (ctx, input) =>
  createPlan(ctx, input),
);
