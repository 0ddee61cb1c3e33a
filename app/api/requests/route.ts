import { route } from "@/app/_http/route";
import { ListRequestsInput } from "@/lib/analytics/request-inputs";
import { listRequests } from "@/lib/analytics/server/list-requests";

/** GET /api/requests – the tenant's calls, newest first. */
export const GET = route({ needs: "usage:read", input: ListRequestsInput }, (ctx, input) => listRequests(ctx, input));
