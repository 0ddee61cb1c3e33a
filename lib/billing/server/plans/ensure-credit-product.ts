import { creditProductSpec } from "@/lib/billing/price-spec";
import { StepFailed } from "@/lib/billing/server/plans/steps/run-step";
import { syncProduct } from "@/lib/billing/server/plans/steps/sync-product";
import { requireLink } from "@/lib/billing/server/stripe/require-link";
import { AppError } from "@/lib/errors";

/**
 * The product that credit packs are sold as, made on first use.
 * @returns its id in Stripe.
 * @throws AppError `payment_processor_unavailable`
 */
export async function ensureCreditProduct(now: Date): Promise<string> {
  const { accountId } = await requireLink(now);
  try {
    return await syncProduct({ account: accountId, createdBy: "billing", now }, creditProductSpec, "credit_product");
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new AppError("payment_processor_unavailable", error.message, { reason: "no_answer" });
  }
}
