import { route } from "@/app/_http/route";
import { listBudgetUse } from "@/lib/keys/server/list-budget-use";
import { setKeyBudgets } from "@/lib/keys/server/set-key-budgets";
import { KeyInput, SetBudgetsInput } from "@/lib/keys/types";

/** GET /api/keys/{id}/budgets – what a key may use of each feature, and what it has used. */
export const GET = route({ needs: "keys:read", input: KeyInput }, (ctx, input) => listBudgetUse(ctx, input));

/** PUT /api/keys/{id}/budgets – all budgets of a key; those that are not listed end. */
export const PUT = route({ needs: "budgets:write", input: SetBudgetsInput }, (ctx, input) => setKeyBudgets(ctx, input));
