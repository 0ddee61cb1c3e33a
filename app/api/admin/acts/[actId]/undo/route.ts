import { route } from "@/app/_http/route";
import { undoAct } from "@/lib/analytics/server/signals/undo-act";
import { UndoActInput } from "@/lib/analytics/signals/inputs";

/** POST /api/admin/acts/{actId}/undo – take back what was noted in the last ten minutes. */
export const POST = route({ needs: "staff:signals", input: UndoActInput }, (ctx, input) => undoAct(ctx, input));
