/** Colours of what charts show, by name; `--chart-{name}` in CSS. The order is the order of stacking and of legends. */
export const families = {
  quota: { label: "Quota used up", light: "#12436D", dark: "#6BA9E0" },
  credits: { label: "Credits used up", light: "#3C9816", dark: "#6BEA8E" },
  overdue: { label: "Payment overdue", light: "#7B23EB", dark: "#7A58FC" },
  feature: { label: "Not in plan", light: "#614B35", dark: "#A05A66" },
  "no-plan": { label: "No plan", light: "#898989", dark: "#7F8F17" },
  payment: { label: "Payment needed", light: "#B76BC2", dark: "#EDEDED" },
  caps: { label: "Caps", light: "#141414", dark: "#F5CC00" },
  allowed: { label: "Allowed", light: "#6C757D", dark: "#8A95A5" },
  refused: { label: "Refused (other)", light: "#B4540A", dark: "#F0A35E" },
  failed: { label: "Failed", light: "#C92A2A", dark: "#FF8787" },
} as const satisfies Record<string, { label: string; light: string; dark: string }>;

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
