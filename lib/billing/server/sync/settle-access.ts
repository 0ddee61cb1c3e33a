import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { subscription } from "@/db/schema/entitlements";
import { billingNow } from "@/lib/billing/billing-now";
import { deriveAccess } from "@/lib/billing/derive-access";
import { loadAccessInput } from "@/lib/billing/server/sync/load-access-input";
import { settleTasks } from "@/lib/billing/server/sync/settle-tasks";
import { type GrantChange, grantPlan } from "@/lib/entitlements/server/grant-plan";
import { readGrant } from "@/lib/entitlements/server/read-grant";
import type { Ctx } from "@/lib/server/context";

/**
 * Makes a tenant's grant what follows from its subscriptions and invoices as they are written now, and tells an admin
 * of what nobody understands. Whoever changes one of them by hand calls this last.
 * @param now real time
 * @throws AppError `not_found` for the tenant.
 */
export async function settleAccess(
  tx: Transaction,
  ctx: Ctx,
  tenantId: string,
  now: Date,
  why?: { action?: string; reason?: string },
): Promise<GrantChange> {
  const input = await loadAccessInput(tx, tenantId);
  const access = deriveAccess(input, billingNow(now, input.clockOffsetSeconds));
  await settleTasks(tx, tenantId, access.alerts, now);
  if (access.kind === "keep") return present(tx, tenantId);
  return grantPlan(tx, ctx, tenantId, access.kind === "grant" ? access.grant : null, why);
}

async function present(tx: Transaction, tenantId: string): Promise<GrantChange> {
  const [row] = await tx
    .select()
    .from(subscription)
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  const grant = row ? readGrant(row) : null;
  return { before: grant, after: grant, isChanged: false, subscription: null };
}
