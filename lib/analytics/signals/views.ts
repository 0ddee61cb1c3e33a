import type { UnblockTimes } from "@/lib/analytics/metrics/unblock-times";
import type { Expansion, Firing, RiskBand } from "@/lib/analytics/signals/types";

/** What staff did about a tenant. Grants are read from the audit, so that one made elsewhere is remembered too. */
export type ActView = {
  id: string;
  kind:
    | "contacted"
    | "assigned"
    | "snoozed"
    | "nothing"
    | "units_granted"
    | "credits_granted"
    | "grace_extended"
    | "plan_changed";
  tenantId: string;
  at: string;
  actorName: string;
  note: string;
  restsUntil: string | null;
  /** Until when it can be taken back where it is read; null: not, or no longer. */
  undoUntil: string | null;
  /** What a grant made; null for acts that are only noted. */
  objectId: string | null;
  /** A grant that was taken back since. */
  isUndone: boolean;
};

/** A tenant as the board and Today show it: its risk as of the last scoring, what is at stake, what was done. */
export type RiskRow = {
  tenantId: string;
  tenantName: string;
  timeZone: string;
  score: number | null;
  band: RiskBand;
  firings: Firing[];
  expansions: Expansion[];
  /** The larger of MRR and the mean month of 90 days; what is unpaid; and Risk ÷ 100 × the larger of the two. */
  mrrMinor: number;
  owedMinor: number;
  priorityMinor: number;
  currency: string | null;
  /** Risk of the last 14 days, the newest last; null where there was none. */
  trend: (number | null)[];
  ownerName: string | null;
  restsUntil: string | null;
  /** The newest first. */
  acts: ActView[];
  /** Addresses of owners and billing members. */
  contacts: string[];
  /** When grace ends, where something is unpaid. */
  isUnpaid: boolean;
  /** The feature that is refused now. */
  refusedFeatureId: string | null;
  scoredAt: string | null;
};

export type ChurnBoard = {
  rows: RiskRow[];
  /** Tenants by band, before filters. */
  counts: Record<RiskBand, number>;
  expansions: number;
  resting: number;
  /** Tenants that fit the filters and are left out because no signal speaks of them. */
  quiet: number;
  /** When tenants were last scored; null: never. */
  scoredAt: string | null;
  asOf: string;
  zone: string;
  /** The `after` of the following page. */
  next: string | null;
};

/** One line of Today: a tenant that needs a person. */
export type TodayLine = RiskRow & {
  /** Why it stands here, the most pressing first. */
  reasons: string[];
  since: string;
  wall: { code: string; featureName: string | null; refusals24h: number; requestId: string; openedAt: string } | null;
};

export type OperatorLine = { id: string; sentence: string; href: string; since: string };

export type Today = {
  lines: TodayLine[];
  resting: { tenantId: string; tenantName: string; until: string; reason: string }[];
  operator: OperatorLine[];
  rate: { refused: number; eligible: number; tenants: number; low: number | null; high: number | null };
  refusedNow: number;
  /** Of the last 30 days. */
  unblock: UnblockTimes;
  /** Σ of the lines' money at risk, the largest currency first. */
  atRisk: { amountMinor: number; currency: string }[];
  watched: { tenants: number; calls: number };
  nextWall: { tenantName: string; featureName: string | null; at: string } | null;
  scoredAt: string | null;
  asOf: string;
  zone: string;
};

export type SignalRecord = {
  id: string;
  kind: "risk" | "expansion";
  fired: number;
  open: number;
  tenants: number;
  /** Firings old enough to tell: opened 37 days ago or more. */
  mature: number;
  /** Of those, whose tenant had left in the 30 days after the first week. */
  left: number;
  contacted: number;
  recent: {
    tenantId: string;
    tenantName: string;
    openedAt: string;
    closedAt: string | null;
    sentence: string;
    left: boolean | null;
  }[];
};
