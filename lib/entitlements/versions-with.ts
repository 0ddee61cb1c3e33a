import type { Feature, PlanVersion } from "@/lib/catalog/types";

/**
 * Versions on sale that include a feature and, when it is a meter, would pay for so many units of it: by their quota,
 * later by invoice, or with credits.
 */
export function versionsWith(onSale: readonly PlanVersion[], feature: Feature, units: number): PlanVersion[] {
  return onSale.filter((version) => {
    if (!Object.hasOwn(version.limits, feature.id)) return false;
    if (feature.kind !== "meter") return true;
    const limit = version.limits[feature.id] ?? null;
    const terms = version.meters[feature.id];
    return limit === null || limit >= units || terms?.overage === "postpaid" || terms?.creditMicroPerUnit != null;
  });
}
