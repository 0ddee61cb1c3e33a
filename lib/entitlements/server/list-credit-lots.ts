import type { z } from "zod";
import { rawSql } from "@/db/client";
import { TenantInput } from "@/lib/entitlements/inputs";
import { selectCredits } from "@/lib/entitlements/server/select-credits";
import type { CreditsView } from "@/lib/entitlements/views";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A tenant's credit lots for staff, with why each was given and by whom. */
export async function listCreditLots(ctx: Ctx, input: z.input<typeof TenantInput>): Promise<CreditsView> {
  authorizeStaff(ctx, "staff:read");
  return selectCredits(rawSql(), parseInput(TenantInput, input).tenantId, ctx.now);
}
