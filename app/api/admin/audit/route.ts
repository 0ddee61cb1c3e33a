import { route } from "@/app/_http/route";
import { ListAuditInput } from "@/lib/accounts/inputs";
import { listAudit } from "@/lib/accounts/server/list-audit";

/** GET /api/admin/audit – who changed what, newest first. */
export const GET = route({ needs: "staff:read", input: ListAuditInput }, (ctx, input) => listAudit(ctx, input));
