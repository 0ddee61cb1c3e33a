import type { z } from "zod";
import { TenantInput } from "@/lib/entitlements/inputs";
import { selectSubscription } from "@/lib/entitlements/server/select-subscription";
import type { HeldPlan } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** What a tenant holds now, with its period; null when it never had a plan. */
export async function findSubscription(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<HeldPlan | null> {
  authorizeStaff(ctx, "staff:read");
  return selectSubscription(parseInput(TenantInput, input).tenantId, ctx.now);
}
