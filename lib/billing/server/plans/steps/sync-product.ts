import { database } from "@/db/client";
import type { ProductSpec } from "@/lib/billing/price-spec";
import { runStep, StepFailed, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import {
  findStripeObject,
  forgetStripeObject,
  keepStripeObject,
} from "@/lib/billing/server/plans/steps/stripe-objects";

/**
 * Makes the product stand in Stripe as it is described, under its own id; one that is there already is changed.
 * @throws StepFailed
 */
export async function syncProduct(
  by: SyncBy,
  spec: ProductSpec,
  localType: "plan" | "credit_product",
): Promise<string> {
  const named = { localType, localId: spec.localId, stripeAccount: by.account };
  const row = await findStripeObject(database(), named);
  if (row?.specHash === spec.hash) return row.stripeId;
  const { id, name, description } = spec.wanted;
  // Stripe takes '' for "no description" in a change and refuses it when a product is made.
  const metadata = { local_id: spec.localId };
  const change = { id, params: { name, description, active: true, metadata } };
  try {
    if (row) {
      await runStep(by, "product.update", `product:${spec.localId}:${spec.hash}:${row.syncedAt.getTime()}`, change);
    } else {
      const params = { id, name, metadata, ...(description !== "" && { description }) };
      await runStep(by, "product.create", `product:${spec.localId}`, { params });
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    // Deleted there: the next attempt makes it anew.
    if (error.refused?.code === "resource_missing") await forgetStripeObject(named);
    if (error.refused?.code !== "resource_already_exists") throw error;
    await runStep(by, "product.update", `product:${spec.localId}:${spec.hash}:adopt`, change);
  }
  await keepStripeObject({ ...named, stripeId: id, specHash: spec.hash }, by.now);
  return id;
}
