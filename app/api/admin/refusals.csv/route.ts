import { route } from "@/app/_http/route";
import { ExportRefusalsInput } from "@/lib/analytics/refusal-inputs";
import { exportRefusals } from "@/lib/analytics/server/refusals/export-refusals";

/** GET /api/admin/refusals.csv – one table of the page of refusals as a file. */
export const GET = route({ needs: "staff:read", input: ExportRefusalsInput }, async (ctx, input) => {
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="refusals-${input.table}-${ctx.now.toISOString().slice(0, 10)}.csv"`,
  };
  return new Response(await exportRefusals(ctx, input), { headers });
});
