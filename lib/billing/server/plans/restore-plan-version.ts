import { and, eq, like, or } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeObject } from "@/db/schema/billing";
import { runStep, StepFailed, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import { checkPrice } from "@/lib/billing/server/reconcile/check-price";
import { checkProduct } from "@/lib/billing/server/reconcile/check-product";
import { AppError } from "@/lib/errors";

/**
 * Puts on sale again what somebody took off sale in Stripe's Dashboard of a version that stands there; whatever else was
 * changed stays an admin's task, because prices cannot be changed back.
 * @throws AppError `conflict` with what Stripe said.
 */
export async function restorePlanVersion(by: SyncBy, planId: string, planVersionId: string): Promise<void> {
  const rows = await database()
    .select()
    .from(stripeObject)
    .where(
      and(
        eq(stripeObject.stripeAccount, by.account),
        eq(stripeObject.active, true),
        or(
          and(eq(stripeObject.localType, "plan"), eq(stripeObject.localId, planId)),
          and(eq(stripeObject.localType, "price"), like(stripeObject.localId, `${planVersionId}:%`)),
        ),
      ),
    );
  for (const { localType, localId, stripeId } of rows) {
    const isPrice = localType === "price";
    const check = isPrice ? checkPrice : checkProduct;
    if (!(await check(stripeId, by.now))) continue;
    const key = `${localType}:${localId}:on:${by.now.getTime()}`;
    try {
      await runStep(by, isPrice ? "price.update" : "product.update", key, { id: stripeId, params: { active: true } });
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      throw new AppError("conflict", `Stripe refused: ${error.message}`, { reason: "refused" });
    }
    await check(stripeId, by.now);
  }
}
