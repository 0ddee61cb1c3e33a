import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { movementCsv } from "@/lib/analytics/revenue-csv/movement";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getMovement } from "@/lib/analytics/server/revenue/get-movement";

/** GET /api/admin/revenue/movement.csv – movement of recurring revenue by step, as the page shows them. */
export const GET = route({ needs: "staff:read", input: RevenueInput }, async (ctx, input) =>
  asFile("movement", movementCsv(await getMovement(ctx, input))),
);
