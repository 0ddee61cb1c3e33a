import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { usageCsv } from "@/lib/analytics/revenue-csv/movement";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";

/** GET /api/admin/revenue/usage.csv – usage revenue by step, as the page shows them. */
export const GET = route({ needs: "staff:read", input: RevenueInput }, async (ctx, input) =>
  asFile("usage", usageCsv(await getMovement(ctx, input))),
);
