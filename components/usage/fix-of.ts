import type { FeatureStanding } from "@/lib/entitlements/views";

/** The one thing that opens a feature again, and the page of the console where it is done. */
export type OneFix = { label: string; path: string };

/** Null where nothing can be done there but to wait, or somebody else must. */
export function fixOf({
  code,
  wayOut,
  creditMicroPerUnit,
}: Pick<FeatureStanding, "code" | "wayOut" | "creditMicroPerUnit">): OneFix | null {
  const plans = { label: "Choose a plan", path: "/console/plan" };
  switch (code) {
    case "quota_exhausted":
      if (creditMicroPerUnit !== null) return { label: "Top up credits", path: "/console/credits" };
      return wayOut.length > 0 ? { label: "Change plan", path: "/console/plan" } : null;
    case "credits_exhausted":
    case "credits_insufficient":
      return { label: "Top up credits", path: "/console/credits" };
    case "subscription_past_due":
      return { label: "Pay the invoice", path: "/console/billing" };
    case "subscription_required":
    case "trial_expired":
    case "subscription_expired":
      return plans;
    case "feature_not_in_plan":
      return wayOut.length > 0 ? { label: "See plans with it", path: "/console/plan" } : null;
    default:
      return null;
  }
}
