import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { subscription } from "@/db/schema/entitlements";
import { heldAt } from "@/lib/entitlements/held-at";
import { readGrant } from "@/lib/entitlements/server/read-grant";

/** Whether a tenant's plan lets calls through at a real instant. */
export async function isGrantOpen(tx: Transaction, tenantId: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select()
    .from(subscription)
    .where(and(eq(subscription.tenantId, tenantId), isNull(subscription.replacedAt)));
  return row !== undefined && heldAt(readGrant(row), now).reason === null;
}
