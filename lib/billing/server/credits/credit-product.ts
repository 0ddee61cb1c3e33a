import { createHash } from "node:crypto";
import { StepFailed } from "@/lib/billing/server/plans/run-step";
import { syncProduct } from "@/lib/billing/server/plans/sync-product";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/lib/server/context";

const wanted = { id: "credits", name: "Prepaid credits", description: "" };
const spec = {
  localId: "credits",
  wanted,
  hash: createHash("sha256").update(JSON.stringify(wanted)).digest("hex").slice(0, 32),
};

/**
 * The one product in Stripe that all credit packs are sold as; its prices are said at the purchase.
 * @throws AppError `payment_processor_unavailable`
 */
export async function creditProduct(ctx: Pick<Ctx, "actor" | "now">): Promise<string> {
  const { accountId } = await requireLink(ctx.now);
  const createdBy = ctx.actor.kind === "person" ? ctx.actor.personId : ctx.actor.name;
  try {
    return await syncProduct({ account: accountId, createdBy, now: ctx.now }, spec, "credit_product");
  } catch (failed) {
    if (failed instanceof StepFailed) throw new AppError("payment_processor_unavailable", failed.message);
    throw failed;
  }
}
