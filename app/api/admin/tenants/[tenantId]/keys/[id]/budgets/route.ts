import { route } from "@/app/_http/route";
import { setTenantBudgets } from "@/lib/keys/server/set-tenant-budgets";
import { SetTenantBudgetsInput } from "@/lib/keys/staff-inputs";

/** PUT /api/admin/tenants/{tenantId}/keys/{id}/budgets – all budgets of a tenant's key; those not listed end. */
export const PUT = route({ needs: "staff:keys", input: SetTenantBudgetsInput }, (ctx, input) =>
  setTenantBudgets(ctx, input),
);
