import type { VersionContent } from "@/lib/catalog/compare-versions";
import { isFree } from "@/lib/catalog/is-free";
import { AppError } from "@/lib/errors";

/**
 * Makes sure that a draft may ask for what it asks: nothing, where tenants fall back to its plan, and a price for all
 * use that is billed later (drafts of an earlier release may lack it).
 * @throws AppError `conflict`: `not_free`, `not_priced`.
 */
export function requireSoundPrice(content: VersionContent, isFallback: boolean): void {
  if (isFallback && !isFree(content)) {
    throw new AppError("conflict", "Tenants fall back to this plan, so it must cost nothing. Choose another first.", {
      reason: "not_free",
    });
  }
  const meters = Object.values(content.meters);
  if (meters.some(({ overage, overageRateE12 }) => overage === "postpaid" && overageRateE12 === null)) {
    throw new AppError("conflict", "Use that is billed later needs a price, or it gives units away.", {
      reason: "not_priced",
    });
  }
}
