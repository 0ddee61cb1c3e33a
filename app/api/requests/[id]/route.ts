import { route } from "@/app/_http/route";
import { RequestInput } from "@/lib/analytics/request-inputs";
import { getRequest } from "@/lib/analytics/server/get-request";

/** GET /api/requests/{id} – one call of the tenant with every gate. */
export const GET = route({ needs: "usage:read", input: RequestInput }, (ctx, input) => getRequest(ctx, input));
