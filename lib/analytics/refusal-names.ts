import type { ResolutionKind } from "@/lib/analytics/episodes/types";

/** What refusals are divided by in the table. */
export const partNames = ["plan", "route", "key", "tenant", "feature", "code"] as const;
export type PartName = (typeof partNames)[number];

/** How a run of refusals can have ended. */
export const endNames = [
  "upgrade",
  "plan_published",
  "top_up",
  "payment_fixed",
  "exception",
  "period_reset",
  "cap_raised",
  "several",
  "other",
] as const satisfies readonly ResolutionKind[];

export const episodeStates = ["open", "resolved", "gave_up"] as const;
export type EpisodeState = (typeof episodeStates)[number];
