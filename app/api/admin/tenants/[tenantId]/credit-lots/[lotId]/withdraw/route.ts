import { route } from "@/app/_http/route";
import { WithdrawCreditLotInput } from "@/lib/entitlements/inputs";
import { withdrawCreditLot } from "@/lib/entitlements/server/withdraw-credit-lot";

/** POST /api/admin/tenants/{tenantId}/credit-lots/{lotId}/withdraw – take back what is left of a lot. */
export const POST = route({ needs: "staff:credits", input: WithdrawCreditLotInput }, (ctx, input) =>
  withdrawCreditLot(ctx, input),
);
