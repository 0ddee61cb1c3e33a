import { route } from "@/app/_http/route";
import { getToday } from "@/lib/analytics/server/signals/get-today";

/** GET /api/admin/today – the operator's work list: who needs a person, by money at risk. */
export const GET = route({ needs: "staff:read" }, (ctx) => getToday(ctx));
