import { describeLength } from "@/components/charts/describe-length";
import type { Family } from "@/components/charts/families";
import type { RefusalFamily } from "@/lib/analytics/refusal-family";
import type { EpisodeView, Outcome } from "@/lib/analytics/refusal-views";

export const familyLooks: Record<RefusalFamily, { family: Family; label: string }> = {
  quota: { family: "quota", label: "Quota" },
  credits: { family: "credits", label: "Credits" },
  overdue: { family: "overdue", label: "Overdue" },
  not_in_plan: { family: "feature", label: "Not in plan" },
  no_plan: { family: "no-plan", label: "No plan" },
  payment: { family: "payment", label: "Payment" },
};

export const outcomeLabels: Record<Outcome, string> = {
  upgrade: "Plan taken or changed",
  plan_published: "Next version of the plan",
  top_up: "Credits bought",
  payment_fixed: "Overdue payment came",
  exception: "Exception granted",
  period_reset: "New period",
  cap_raised: "Key budget raised",
  several: "Several at once",
  other: "A call passed",
  open: "Still refused",
  gave_up: "Gave up",
};

/** How a run ended, and in what time: "Credits bought after 4 min". */
export function describeEnd({ state, kind, openedAt, resolvedAt }: EpisodeView): string {
  if (state === "gave_up") return "Gave up: nobody has asked for 14 days";
  if (state === "open" || !resolvedAt) return "Still refused";
  return `${outcomeLabels[kind ?? "other"]} after ${describeLength(Date.parse(resolvedAt) - Date.parse(openedAt))}`;
}
