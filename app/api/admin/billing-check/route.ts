import { route } from "@/app/_http/route";
import { getUsageCheck } from "@/lib/billing/server/usage/get-usage-check";
import { runUsageCheck } from "@/lib/billing/server/usage/run-usage-check";

/** GET /api/admin/billing-check – what the last comparison of usage, log and invoice said. */
export const GET = route({ needs: "staff:billing" }, (ctx) => getUsageCheck(ctx));

/** POST /api/admin/billing-check – compare now. */
export const POST = route({ needs: "staff:billing" }, (ctx) => runUsageCheck(ctx));
