import { route } from "@/app/_http/route";
import { PlanChangeIdInput } from "@/lib/billing/change-inputs";
import { confirmChange } from "@/lib/billing/server/changes/confirm-change";

/** POST /api/billing/change/confirm – make the change that a preview told of. */
export const POST = route({ needs: "billing:write", input: PlanChangeIdInput }, (ctx, input) =>
  confirmChange(ctx, input),
);
