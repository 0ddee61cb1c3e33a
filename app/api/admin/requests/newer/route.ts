import { route } from "@/app/_http/route";
import { NewerOfAllRequestsInput } from "@/lib/analytics/request-inputs";
import { listNewerOfAllRequests } from "@/lib/analytics/server/logs/list-newer-of-all-requests";

/** GET /api/admin/requests/newer – every tenant's calls since an instant, for a page that waits for them. */
export const GET = route({ needs: "staff:read", input: NewerOfAllRequestsInput }, (ctx, input) =>
  listNewerOfAllRequests(ctx, input),
);
