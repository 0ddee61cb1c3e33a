import { and, eq, isNull, lte, ne, or, sql } from "drizzle-orm";
import Stripe from "stripe";
import { database } from "@/db/client";
import { planSync } from "@/db/schema/billing";
import { type PlanSpec, planSpec } from "@/lib/billing/price-spec";
import { finishPlanSync } from "@/lib/billing/server/plans/finish-plan-sync";
import { loadPricedVersion } from "@/lib/billing/server/plans/load-priced-version";
import { StepFailed, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import { syncMeter } from "@/lib/billing/server/plans/steps/sync-meter";
import { syncPrice } from "@/lib/billing/server/plans/steps/sync-price";
import { syncProduct } from "@/lib/billing/server/plans/steps/sync-product";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { AppError } from "@/lib/errors";

/** A run that says nothing for so long has died, and another may go on. */
const runMs = 2 * 60_000;
const longestPauseMs = 15 * 60_000;

/**
 * Makes a plan version stand in Stripe: its product, the meters of its overage, its prices; and publishes it once all
 * of them do. It can stop anywhere and be run again: what is there is found, nothing is made twice. A version without
 * a `plan_sync` row, or one that somebody else sends just now, is left alone.
 * @returns whether it is through; why not stands in `plan_sync.last_error`.
 */
export async function syncPlanVersion(planVersionId: string, now: Date): Promise<boolean> {
  const claimed = await claim(planVersionId, now);
  if (!claimed) return false;
  try {
    const version = await loadPricedVersion(database(), planVersionId);
    if (!version) throw new AppError("not_found");
    const { accountId } = await requireLink(now);
    const by: SyncBy = { account: accountId, createdBy: claimed.requestedBy, now };
    await sendSpec(by, planVersionId, planSpec(version));
    await finishPlanSync(planVersionId, accountId, now);
    return true;
  } catch (error) {
    await keepError(claimed, error, now);
    if (isExpected(error)) return false;
    throw error;
  }
}

type Row = typeof planSync.$inferSelect;

async function claim(planVersionId: string, now: Date): Promise<Row | undefined> {
  const [row] = await database()
    .update(planSync)
    .set({ state: "running", attempts: sql`${planSync.attempts} + 1`, at: now })
    .where(
      and(
        eq(planSync.planVersionId, planVersionId),
        or(ne(planSync.state, "running"), isNull(planSync.at), lte(planSync.at, new Date(now.getTime() - runMs))),
      ),
    )
    .returning();
  return row;
}

async function sendSpec(by: SyncBy, planVersionId: string, spec: PlanSpec): Promise<void> {
  const product = await syncProduct(by, spec.product, "plan");
  const meters = new Map<string, string>();
  for (const meter of spec.meters) meters.set(meter.localId, await syncMeter(by, meter));
  for (const price of spec.prices) {
    const { meterFeatureId } = price.wanted;
    const meter = meterFeatureId === null ? null : (meters.get(meterFeatureId) ?? null);
    await syncPrice(by, price, { planVersionId, product, meter });
  }
}

async function keepError({ planVersionId, attempts }: Row, error: unknown, now: Date): Promise<void> {
  const told = error instanceof AppError || error instanceof StepFailed || error instanceof Stripe.errors.StripeError;
  const lastError =
    told && error.message !== "" ? error.message : "It stopped at a fault; the log of the portal has it.";
  const pauseMs = Math.min(5_000 * 2 ** Math.min(attempts, 10), longestPauseMs);
  await database()
    .update(planSync)
    .set({ state: "failed", lastError, at: now, nextAt: new Date(now.getTime() + pauseMs) })
    .where(eq(planSync.planVersionId, planVersionId));
}

/** Stripe away, another account, or something that it refuses: staff is told, and it is tried again. */
const isExpected = (error: unknown) =>
  error instanceof StepFailed ||
  error instanceof Stripe.errors.StripeError ||
  (error instanceof AppError && error.code === "payment_processor_unavailable");
