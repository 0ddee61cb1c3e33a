/** What refusals are divided by in the table. */
export const partNames = ["plan", "route", "key", "tenant", "feature", "code"] as const;
export type PartName = (typeof partNames)[number];

export const episodeStates = ["open", "resolved", "gave_up"] as const;
export type EpisodeState = (typeof episodeStates)[number];
