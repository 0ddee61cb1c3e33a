import { route } from "@/app/_http/route";
import { exportChurnBoard } from "@/lib/analytics/server/signals/export-churn-board";
import { ExportChurnInput } from "@/lib/analytics/signals/inputs";

/** GET /api/admin/signals.csv – the churn board with the same filters, as a file. */
export const GET = route({ needs: "staff:read", input: ExportChurnInput }, async (ctx, input) => {
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="churn.csv"',
  };
  return new Response(await exportChurnBoard(ctx, input), { headers });
});
