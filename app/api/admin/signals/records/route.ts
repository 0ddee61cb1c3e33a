import { route } from "@/app/_http/route";
import { listSignalRecords } from "@/lib/analytics/server/signals/list-signal-records";

/** GET /api/admin/signals/records – how often each signal spoke in 90 days, and what happened after. */
export const GET = route({ needs: "staff:read" }, (ctx) => listSignalRecords(ctx));
