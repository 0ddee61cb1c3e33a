import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { plansCsv } from "@/lib/analytics/revenue-csv/movement";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";

/** GET /api/admin/revenue/plans.csv – the plans and their shares, as the page shows them. */
export const GET = route({ needs: "staff:read", input: RevenueInput }, async (ctx, input) =>
  asFile("plans", plansCsv(await getMovement(ctx, input))),
);
