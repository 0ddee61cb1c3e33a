import { route } from "@/app/_http/route";
import { listGateways } from "@/lib/analytics/server/list-gateways";

/** GET /api/admin/gateways – the gateway processes that are up. */
export const GET = route({ needs: "staff:read" }, (ctx) => listGateways(ctx));
