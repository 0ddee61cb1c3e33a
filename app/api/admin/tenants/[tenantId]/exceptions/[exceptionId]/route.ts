import { route } from "@/app/_http/route";
import { ExceptionIdInput } from "@/lib/entitlements/inputs";
import { withdrawException } from "@/lib/entitlements/server/withdraw-exception";

/** DELETE /api/admin/tenants/{tenantId}/exceptions/{exceptionId} – end an exception before its time. */
export const DELETE = route({ needs: "staff:exceptions", input: ExceptionIdInput }, (ctx, input) =>
  withdrawException(ctx, input),
);
