import { route } from "@/app/_http/route";
import { ListNoticesInput } from "@/lib/notices/inputs";
import { listNotices } from "@/lib/notices/server/list-notices";

/** GET /api/notices – what the tenant was told, newest first. */
export const GET = route({ needs: "billing:read", input: ListNoticesInput }, (ctx, input) => listNotices(ctx, input));
