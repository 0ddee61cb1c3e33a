import { route } from "@/app/_http/route";
import { ListAllNoticesInput } from "@/lib/notices/inputs";
import { listAllNotices } from "@/lib/notices/server/list-all-notices";

/** GET /api/admin/notices – what was told to whom, with its mails. */
export const GET = route({ needs: "staff:read", input: ListAllNoticesInput }, (ctx, input) =>
  listAllNotices(ctx, input),
);
