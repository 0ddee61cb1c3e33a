import { route } from "@/app/_http/route";
import { RangeOnlyInput } from "@/lib/analytics/inputs";
import { listRefusedTenants } from "@/lib/analytics/server/list-refused-tenants";

/** GET /api/admin/refused-tenants – tenants who are refused for money now. */
export const GET = route({ needs: "staff:read", input: RangeOnlyInput }, (ctx, input) =>
  listRefusedTenants(ctx, input),
);
