import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { authorizeMember } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** A member lets the own tenant's money state be read from Stripe now; whether that worked is all that is told. */
export async function lookAgain(ctx: Ctx): Promise<{ synced: boolean }> {
  const tenantId = authorizeMember(ctx, "billing:read");
  const { synced } = await syncTenant(tenantId, ctx.now);
  return { synced };
}
