import { route } from "@/app/_http/route";
import { listTenantStatements } from "@/lib/billing/server/manual/list-tenant-statements";
import { statementCsv } from "@/lib/billing/statement-csv";
import { TenantInput } from "@/lib/entitlements/inputs";

/** GET /api/admin/tenants/{tenantId}/statements.csv – what is owed by period, as a file. */
export const GET = route({ needs: "staff:billing", input: TenantInput }, async (ctx, input) => {
  const text = statementCsv(await listTenantStatements(ctx, input));
  const headers = {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="statements-${input.tenantId}.csv"`,
  };
  return new Response(text, { headers });
});
