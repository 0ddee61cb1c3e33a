import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { failedCsv } from "@/lib/analytics/revenue-csv/rows";
import { FailedInput } from "@/lib/analytics/revenue-inputs";
import { listFailed } from "@/lib/analytics/server/revenue/list-failed";

/** GET /api/admin/revenue/failed.csv – the failed invoices, as the page shows them. */
export const GET = route({ needs: "staff:read", input: FailedInput }, async (ctx, input) =>
  asFile("failed", failedCsv(await listFailed(ctx, input))),
);
