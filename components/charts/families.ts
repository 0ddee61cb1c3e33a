/** How a mark is filled, so that no reader depends on its colour. */
export type Pattern = "solid" | "rising" | "dots" | "falling" | "grid" | "vertical" | "horizontal";

type FamilyLook = { label: string; light: string; dark: string; pattern: Pattern };

/** Colours of what charts show, by name; `--chart-{name}` in CSS. The order is the order of stacking and of legends. */
export const families = {
  quota: { label: "Quota used up", light: "#12436D", dark: "#6BA9E0", pattern: "solid" },
  credits: { label: "Credits used up", light: "#3C9816", dark: "#6BEA8E", pattern: "rising" },
  overdue: { label: "Payment overdue", light: "#7B23EB", dark: "#7A58FC", pattern: "dots" },
  feature: { label: "Not in plan", light: "#614B35", dark: "#A05A66", pattern: "falling" },
  "no-plan": { label: "No plan", light: "#898989", dark: "#7F8F17", pattern: "grid" },
  payment: { label: "Payment needed", light: "#B76BC2", dark: "#EDEDED", pattern: "vertical" },
  caps: { label: "Caps", light: "#141414", dark: "#F5CC00", pattern: "horizontal" },
  allowed: { label: "Allowed", light: "#6C757D", dark: "#8A95A5", pattern: "solid" },
  refused: { label: "Refused (other)", light: "#B4540A", dark: "#F0A35E", pattern: "vertical" },
  failed: { label: "Failed", light: "#C92A2A", dark: "#FF8787", pattern: "rising" },
  up: { label: "Up", light: "#12436D", dark: "#6BA9E0", pattern: "solid" },
  "up-more": { label: "Up, again", light: "#3C7DB5", dark: "#A9CDEF", pattern: "rising" },
  down: { label: "Down", light: "#B4540A", dark: "#F0A35E", pattern: "solid" },
  "down-more": { label: "Down, in part", light: "#D07A36", dark: "#F7CFA4", pattern: "falling" },
} as const satisfies Record<string, FamilyLook>;

export type Family = keyof typeof families;

const familyByCode: Readonly<Record<string, Family>> = {
  quota_exhausted: "quota",
  credits_exhausted: "credits",
  credits_insufficient: "credits",
  subscription_past_due: "overdue",
  feature_not_in_plan: "feature",
  subscription_required: "no-plan",
  trial_expired: "no-plan",
  subscription_expired: "no-plan",
  subscription_paused: "no-plan",
};

/** The family of a refusal's code; codes that are no 402 belong to `refused`. */
export const matchFamily = (code: string): Family => familyByCode[code] ?? "refused";

/** A distinguishable colour for the n-th of several equal things, such as keys. */
export const seriesFamilies: readonly Family[] = ["quota", "credits", "overdue", "feature", "payment", "no-plan"];
