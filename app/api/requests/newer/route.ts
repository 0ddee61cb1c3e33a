import { route } from "@/app/_http/route";
import { NewerRequestsInput } from "@/lib/analytics/request-inputs";
import { listNewerRequests } from "@/lib/analytics/server/logs/list-newer-requests";

/** GET /api/requests/newer – the tenant's calls since an instant, for a page that waits for them. */
export const GET = route({ needs: "usage:read", input: NewerRequestsInput }, (ctx, input) =>
  listNewerRequests(ctx, input),
);
