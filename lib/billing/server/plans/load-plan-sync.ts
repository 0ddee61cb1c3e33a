import { and, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { planSync, stripeLink, stripeObject } from "@/db/schema/billing";
import { planSpec } from "@/lib/billing/price-spec";
import { loadPricedVersion } from "@/lib/billing/server/plans/load-priced-version";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import type { PlanSyncView } from "@/lib/billing/staff-views";
import { AppError } from "@/lib/errors";

/**
 * How far a plan version is in Stripe, step by step, as the next run would find it.
 * @throws AppError `not_found`
 */
export async function loadPlanSync(planVersionId: string): Promise<PlanSyncView> {
  const version = await loadPricedVersion(database(), planVersionId);
  if (!version) throw new AppError("not_found");
  const spec = planSpec(version);
  if (currentMode() === "manual" || spec.prices.length === 0) {
    return { planVersionId, state: "not_needed", steps: [], lastError: null, at: null };
  }
  const wanted = [
    { localType: "plan", what: `Product ${spec.product.wanted.id}`, ...spec.product },
    ...spec.meters.map((meter) => ({ localType: "meter", what: `Meter ${meter.wanted.eventName}`, ...meter })),
    ...spec.prices.map((price) => ({ localType: "price", what: `Price ${price.wanted.lookupKey}`, ...price })),
  ];
  const localIds = wanted.map(({ localId }) => localId);
  const there = await database()
    .select({ object: stripeObject })
    .from(stripeObject)
    .innerJoin(stripeLink, eq(stripeLink.accountId, stripeObject.stripeAccount))
    .where(inArray(stripeObject.localId, localIds));
  const [sync] = await database()
    .select({ row: planSync, account: stripeLink.accountId })
    .from(planSync)
    .leftJoin(stripeLink, eq(stripeLink.id, 1))
    .where(and(eq(planSync.planVersionId, planVersionId)));
  // What was synced to another account is not there.
  const isMoved = sync?.row.state === "synced" && sync.row.stripeAccount !== sync.account;
  const state = sync && !isMoved ? sync.row.state : "pending";
  const lastError = sync?.row.lastError ?? null;
  let isReached = true;
  const steps = wanted.map(({ localType, what, localId, hash }): PlanSyncView["steps"][number] => {
    const found = there.find(({ object }) => object.localType === localType && object.localId === localId)?.object;
    if (found?.specHash === hash) return { what, stripeId: found.stripeId, state: "done", error: null };
    const isStopped = isReached && state === "failed";
    isReached = false;
    return { what, stripeId: null, state: isStopped ? "failed" : "waiting", error: isStopped ? lastError : null };
  });
  return { planVersionId, state, steps, lastError, at: sync?.row.at.toISOString() ?? null };
}
