import type { RefusedTenant } from "@/lib/analytics/views";

const count = new Intl.NumberFormat("en");

/** Why a tenant is refused now, as one plain sentence for staff: fact, then consequence. */
export function describeRefused(
  row: Pick<RefusedTenant, "code" | "feature" | "planName" | "limitUnits" | "usedUnits">,
): string {
  const feature = row.feature?.name ?? "a feature";
  const plan = row.planName ?? "Its plan";
  switch (row.code) {
    case "quota_exhausted":
      return row.limitUnits === null
        ? `${feature}: the quota is used up; further calls answer 402 until it resets.`
        : `${feature}: ${count.format(row.usedUnits ?? 0)} of ${count.format(row.limitUnits)} ${row.feature?.unitPlural ?? "units"} used; further calls answer 402 until it resets.`;
    case "credits_exhausted":
      return `${feature}: the credits are used up; further calls answer 402 until more are added.`;
    case "credits_insufficient":
      return `${feature}: fewer credits are left than a call costs.`;
    case "feature_not_in_plan":
      return `Calls ${feature}, which ${plan} does not include.`;
    case "subscription_required":
      return "Calls without a plan.";
    case "trial_expired":
      return `The trial of ${plan} is over; every call answers 402.`;
    case "subscription_expired":
      return `The subscription to ${plan} has ended; every call answers 402.`;
    case "subscription_past_due":
      return `A payment for ${plan} is overdue; every call answers 402 until it is paid.`;
    case "subscription_paused":
      return `The subscription to ${plan} is paused; every call answers 402.`;
    default:
      return `Calls answer 402 ${row.code}.`;
  }
}
