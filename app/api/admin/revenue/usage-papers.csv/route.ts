import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { usagePapersCsv } from "@/lib/analytics/revenue-csv/rows";
import { UsagePapersInput } from "@/lib/analytics/revenue-inputs";
import { listUsagePapers } from "@/lib/analytics/server/revenue/list-usage-papers";

/** GET /api/admin/revenue/usage-papers.csv – the papers behind usage revenue, as the page shows them. */
export const GET = route({ needs: "staff:read", input: UsagePapersInput }, async (ctx, input) =>
  asFile("usage-papers", usagePapersCsv(await listUsagePapers(ctx, input))),
);
