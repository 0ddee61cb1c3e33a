import { route } from "@/app/_http/route";
import { getChurnBoard } from "@/lib/analytics/server/signals/get-churn-board";
import { ChurnBoardInput } from "@/lib/analytics/signals/inputs";

/** GET /api/admin/signals – tenants by money at risk, each with the signals that make its risk. */
export const GET = route({ needs: "staff:read", input: ChurnBoardInput }, (ctx, input) => getChurnBoard(ctx, input));
