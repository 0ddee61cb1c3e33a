import type { GateEvent } from "@/lib/analytics/episodes/types";
import type { Code } from "@/lib/errors";

type Kind = GateEvent["kind"];

const units: readonly Kind[] = ["upgrade", "plan_published", "top_up", "exception", "period_reset"];
const access: readonly Kind[] = ["upgrade", "plan_published", "payment_fixed", "exception"];
const cap: readonly Kind[] = ["cap_raised", "period_reset"];

/** What can open the gate that gave a code: a new month brings units, and pays no invoice. Codes not named: anything. */
export const openingKinds: Readonly<Partial<Record<Code, readonly Kind[]>>> = {
  quota_exhausted: units,
  credits_exhausted: units,
  credits_insufficient: units,
  feature_not_in_plan: ["upgrade", "plan_published", "exception"],
  subscription_required: access,
  trial_expired: access,
  subscription_expired: access,
  subscription_paused: access,
  subscription_past_due: access,
  key_budget_reached: cap,
};

export const mayOpen = (code: string, kind: Kind): boolean => openingKinds[code as Code]?.includes(kind) ?? true;
