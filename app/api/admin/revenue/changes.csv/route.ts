import { route } from "@/app/_http/route";
import { asFile } from "@/app/api/admin/revenue/_parts/as-file";
import { changesCsv } from "@/lib/analytics/revenue-csv/rows";
import { ChangesInput } from "@/lib/analytics/revenue-inputs";
import { listChanges } from "@/lib/analytics/server/revenue/list-changes";

/** GET /api/admin/revenue/changes.csv – the changes behind the movement, as the page shows them. */
export const GET = route({ needs: "staff:read", input: ChangesInput }, async (ctx, input) =>
  asFile("changes", changesCsv(await listChanges(ctx, input))),
);
