import type { z } from "zod";
import type { Synced } from "@/lib/billing/server/sync/sync-customer";
import { syncTenant } from "@/lib/billing/server/sync/sync-tenant";
import { SyncNowInput } from "@/lib/billing/staff-inputs";
import { parseInput } from "@/lib/parse-input";
import { authorizeStaff } from "@/lib/server/authorize";
import type { Ctx } from "@/lib/server/context";

/** Reads a tenant's money state from Stripe now. @throws AppError `not_found` for the tenant. */
export async function syncNow(ctx: Ctx, input: z.input<typeof SyncNowInput>): Promise<Synced> {
  authorizeStaff(ctx, "staff:billing");
  const { tenantId } = parseInput(SyncNowInput, input);
  return syncTenant(tenantId, ctx.now);
}
