import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { retentionCsv } from "@/lib/analytics/revenue-csv/movement";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";

/** GET /api/admin/revenue/retention.csv – retention and churn of closed months, as the page shows them. */
export const GET = route({ needs: "staff:read", input: RevenueInput }, async (ctx, input) =>
  asFile("retention", retentionCsv(await getMovement(ctx, input))),
);
