import { and, eq, inArray, lte } from "drizzle-orm";
import { database } from "@/db/client";
import { planSync } from "@/db/schema/billing";
import { planVersion } from "@/db/schema/catalog";
import { listUnsynced } from "@/lib/billing/server/plans/list-unsynced";
import { moveHolders } from "@/lib/billing/server/plans/move-holders";
import { renameProducts } from "@/lib/billing/server/plans/rename-products";
import { retirePrices } from "@/lib/billing/server/plans/retire-prices";
import { syncPlanVersion } from "@/lib/billing/server/plans/sync-plan-version";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { AppError } from "@/lib/errors";
import { systemCtx } from "@/lib/server/system-ctx";

/**
 * The worker's duty towards plans: sends to Stripe what is in use and not there yet, with growing pauses after a
 * failure; renames products; takes the prices of retired versions off sale; goes on moving tenants where that stopped.
 */
export async function syncPlans(now: Date): Promise<Record<string, number>> {
  if (currentMode() === "manual") return { tenantsMoved: await moveAll(now) };
  let accountId: string;
  try {
    ({ accountId } = await requireLink(now));
  } catch (error) {
    // Billing is off or Stripe away; whoever looks at the link is told, and the next round comes soon.
    if (error instanceof AppError) return {};
    throw error;
  }
  const createdBy = "billing";
  const open = await listUnsynced(accountId);
  if (open.length > 0) {
    await database()
      .insert(planSync)
      .values(
        open.map((planVersionId) => ({
          ...({ planVersionId, state: "pending", rollout: "new_subscriptions" } as const),
          ...{ requestedBy: createdBy, nextAt: now, at: now },
        })),
      )
      .onConflictDoNothing();
  }
  const due = await database()
    .select({ id: planSync.planVersionId })
    .from(planSync)
    .where(and(inArray(planSync.planVersionId, open), lte(planSync.nextAt, now)));
  let synced = 0;
  for (const { id } of due) if (await syncPlanVersion(id, now)) synced++;
  const by = { account: accountId, createdBy, now };
  return {
    synced,
    renamed: await renameProducts(by),
    retired: await retirePrices(by),
    tenantsMoved: await moveAll(now),
  };
}

async function moveAll(now: Date): Promise<number> {
  const waiting = await database()
    .select({ id: planSync.planVersionId })
    .from(planSync)
    .innerJoin(planVersion, eq(planVersion.id, planSync.planVersionId))
    .where(and(eq(planSync.state, "synced"), eq(planSync.rollout, "all_now"), eq(planVersion.status, "published")));
  let moved = 0;
  for (const { id } of waiting) moved += await moveHolders(systemCtx("billing", now), id);
  return moved;
}
