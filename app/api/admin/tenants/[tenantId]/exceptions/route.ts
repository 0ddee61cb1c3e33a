import { route } from "@/app/_http/route";
import { GrantExceptionInput } from "@/lib/entitlements/inputs";
import { grantException } from "@/lib/entitlements/server/grant-exception";

/** POST /api/admin/tenants/{tenantId}/exceptions – give units or access beside the plan. */
export const POST = route({ needs: "staff:exceptions", input: GrantExceptionInput, status: 201 }, (ctx, input) =>
  grantException(ctx, input),
);
