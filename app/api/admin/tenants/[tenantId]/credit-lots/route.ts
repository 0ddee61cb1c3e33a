import { route } from "@/app/_http/route";
import { GrantCreditLotInput, TenantInput } from "@/lib/entitlements/inputs";
import { grantCreditLot } from "@/lib/entitlements/server/grant-credit-lot";
import { listCreditLots } from "@/lib/entitlements/server/list-credit-lots";

/** GET /api/admin/tenants/{tenantId}/credit-lots – prepaid lots with what is left of each. */
export const GET = route({ needs: "staff:read", input: TenantInput }, (ctx, input) => listCreditLots(ctx, input));

/** POST /api/admin/tenants/{tenantId}/credit-lots – give prepaid credits, once for each `requestId`. */
export const POST = route({ needs: "staff:credits", input: GrantCreditLotInput, status: 201 }, (ctx, input) =>
  grantCreditLot(ctx, input),
);
