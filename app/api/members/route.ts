import { route } from "@/app/_http/route";
import { listMembers } from "@/lib/accounts/server/list-members";

/** GET /api/members – the people of the tenant. */
export const GET = route({ needs: "members:read" }, (ctx) => listMembers(ctx));
