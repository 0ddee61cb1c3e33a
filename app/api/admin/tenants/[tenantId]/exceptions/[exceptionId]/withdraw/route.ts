import { route } from "@/app/_http/route";
import { WithdrawExceptionInput } from "@/lib/entitlements/inputs";
import { withdrawException } from "@/lib/entitlements/server/withdraw-exception";

/** POST /api/admin/tenants/{tenantId}/exceptions/{exceptionId}/withdraw – end an exception before its time. */
export const POST = route({ needs: "staff:exceptions", input: WithdrawExceptionInput }, (ctx, input) =>
  withdrawException(ctx, input),
);
