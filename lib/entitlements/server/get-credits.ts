import { rawSql } from "@/db/client";
import { selectCredits } from "@/lib/entitlements/server/select-credits";
import type { CreditsView } from "@/lib/entitlements/views";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** The credit lots of the caller's tenant. Why staff gave them stays with staff. */
export async function getCredits(ctx: Ctx): Promise<CreditsView> {
  const view = await selectCredits(rawSql(), authorizeMember(ctx, "usage:read"), ctx.now);
  return { ...view, lots: view.lots.map((lot) => ({ ...lot, reason: null, createdBy: null })) };
}
