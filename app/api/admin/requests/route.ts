import { route } from "@/app/_http/route";
import { ListAllRequestsInput } from "@/lib/analytics/request-inputs";
import { listAllRequests } from "@/lib/analytics/server/list-all-requests";

/** GET /api/admin/requests – every tenant's calls, newest first. */
export const GET = route({ needs: "staff:read", input: ListAllRequestsInput }, (ctx, input) =>
  listAllRequests(ctx, input),
);
