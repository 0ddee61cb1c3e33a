import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { tenant } from "@/db/schema/accounts";
import { subscription } from "@/db/schema/entitlements";
import { heldAt } from "@/lib/entitlements/held-at";
import { readGrant } from "@/lib/entitlements/server/read-grant";

/** Whether a tenant's plan lets calls through at a real instant, and the operator has not suspended it. */
export async function isGrantOpen(tx: Transaction, tenantId: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ held: subscription })
    .from(subscription)
    .innerJoin(tenant, eq(tenant.id, subscription.tenantId))
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt), eq(tenant.status, "active")));
  return row !== undefined && heldAt(readGrant(row.held), now).reason === null;
}
