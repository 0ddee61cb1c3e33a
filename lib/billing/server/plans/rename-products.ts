import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { stripeObject } from "@/db/schema/billing";
import { plan } from "@/db/schema/catalog";
import { productSpec } from "@/lib/billing/price-spec";
import { StepFailed, type SyncBy } from "@/lib/billing/server/plans/steps/run-step";
import { syncProduct } from "@/lib/billing/server/plans/steps/sync-product";
import { log } from "@/lib/server/log";

/** A plan's name and description may change at any time; its product follows. @returns how many did. */
export async function renameProducts(by: SyncBy): Promise<number> {
  const rows = await database()
    .select({
      id: plan.id,
      slug: plan.slug,
      name: plan.name,
      description: plan.description,
      hash: stripeObject.specHash,
    })
    .from(plan)
    .innerJoin(
      stripeObject,
      and(
        eq(stripeObject.localType, "plan"),
        eq(stripeObject.localId, plan.id),
        eq(stripeObject.stripeAccount, by.account),
      ),
    );
  let renamed = 0;
  for (const { id, slug, name, description, hash } of rows) {
    const spec = productSpec({ planId: id, planSlug: slug, planName: name, description });
    if (spec.hash === hash) continue;
    try {
      await syncProduct(by, spec, "plan");
      renamed++;
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      log().warn({ err: error, planId: id }, "a product could not be renamed; it is tried again");
    }
  }
  return renamed;
}
