import type { Code } from "@/lib/errors";

/** Families of 402 codes by what cures them, always in this order (analytics.md §3). */
export const refusalFamilies = ["quota", "credits", "overdue", "not_in_plan", "no_plan", "payment"] as const;
export type RefusalFamily = (typeof refusalFamilies)[number];

const families: Partial<Record<Code, RefusalFamily>> = {
  quota_exhausted: "quota",
  credits_exhausted: "credits",
  credits_insufficient: "credits",
  feature_not_in_plan: "not_in_plan",
  subscription_required: "no_plan",
  trial_expired: "no_plan",
  subscription_expired: "no_plan",
  subscription_past_due: "overdue",
  subscription_paused: "no_plan",
  payment_failed: "payment",
  payment_declined: "payment",
  payment_action_required: "payment",
};

/** The family of a 402's code; null for every other code. */
export const refusalFamily = (code: string): RefusalFamily | null => families[code as Code] ?? null;

/** Codes of calls that passed every gate and failed behind it: they were allowed. */
export const passedCodes: readonly Code[] = ["upstream_error", "upstream_timeout", "upstream_billing_unavailable"];
