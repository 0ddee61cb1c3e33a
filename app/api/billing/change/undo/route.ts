import { route } from "@/app/_http/route";
import { PlanChangeIdInput } from "@/lib/billing/change-inputs";
import { undoChange } from "@/lib/billing/server/changes/undo-change";

/** POST /api/billing/change/undo – take a planned change back. */
export const POST = route({ needs: "billing:write", input: PlanChangeIdInput }, (ctx, input) => undoChange(ctx, input));
