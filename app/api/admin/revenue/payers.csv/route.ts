import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { payersCsv } from "@/lib/analytics/revenue-csv/rows";
import { PayersInput } from "@/lib/analytics/revenue-inputs";
import { listPayers } from "@/lib/analytics/server/revenue/list-payers";

/** GET /api/admin/revenue/payers.csv – the tenants that pay, as the page shows them. */
export const GET = route({ needs: "staff:read", input: PayersInput }, async (ctx, input) =>
  asFile("payers", payersCsv(await listPayers(ctx, input))),
);
