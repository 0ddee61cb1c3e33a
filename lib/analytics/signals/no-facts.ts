import type { TenantFacts } from "@/lib/analytics/signals/types";

/** A tenant of whom nothing is known yet. */
export const noFacts: TenantFacts = {
  historyDays: 0,
  usageChange: null,
  silence: null,
  quietKeys: [],
  breadth: null,
  errors: null,
  openWall: null,
  wallsWaitedOut: 0,
  afterRefusal: null,
  retries: null,
  overdue: null,
  graceEnds: null,
  cardEnds: null,
  balance: null,
  leaving: null,
  neverActivated: null,
  earlyEighty: null,
  quotaWalls30: { count: 0, paid: 0 },
  wantedFeature: null,
  newKey: null,
  capsRaised60: 0,
  notSold: null,
};
