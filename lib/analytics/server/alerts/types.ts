/** Rules of the operator's alerts (analytics §12). */
export const alertRules = ["AL1", "AL2", "AL3", "AL4", "AL5", "AL6", "AL8", "AL9", "AL11", "AL12", "AL13"] as const;
export type AlertRule = (typeof alertRules)[number];

/** A rule that holds now, for one object: a tenant, a version, a gateway, a day, or '' for the whole. */
export type Evidence = { rule: AlertRule; object: string; sentence: string; href: string };

/** An alert that has not closed. */
export type RunningAlert = {
  id: string;
  rule: AlertRule;
  object: string;
  isOpen: boolean;
  cleanRounds: number;
};
