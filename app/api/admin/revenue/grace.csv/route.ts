import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { graceCsv } from "@/lib/analytics/revenue-csv/recovery";
import { RevenueInput } from "@/lib/analytics/revenue-inputs";
import { getRecovery } from "@/lib/analytics/server/revenue/get-recovery";

/** GET /api/admin/revenue/grace.csv – the tenants in grace, as the page shows them. */
export const GET = route({ needs: "staff:read", input: RevenueInput }, async (ctx, input) =>
  asFile("grace", graceCsv(await getRecovery(ctx, input))),
);
