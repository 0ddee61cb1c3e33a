import { route } from "@/app/_http/route";
import { CreditMovesInput } from "@/lib/billing/credit-inputs";
import { listCreditMoves } from "@/lib/billing/server/credits/list-credit-moves";

/** GET /api/credits/moves – how credits came and went, newest first. */
export const GET = route({ needs: "billing:read", input: CreditMovesInput }, (ctx, input) =>
  listCreditMoves(ctx, input),
);
