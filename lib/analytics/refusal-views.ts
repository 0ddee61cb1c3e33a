import type { ResolutionKind } from "@/lib/analytics/episodes/types";
import type { Change, OtherClass, RateOf } from "@/lib/analytics/metrics/refusal-sums";
import type { UnblockTimes } from "@/lib/analytics/metrics/unblock-times";
import type { RefusalFamily } from "@/lib/analytics/refusal-family";
import type { EpisodeState, PartName } from "@/lib/analytics/refusal-names";
import type { ScopeStep } from "@/lib/analytics/scope";
import type { Interval } from "@/lib/analytics/statistics/wilson-interval";

/** The window that numbers were counted in; instants in ISO 8601. */
export type WindowView = { from: string; to: string; zone: string; step: ScopeStep; asOf: string };

export type RefusalBucket = {
  start: string;
  end: string;
  elapsed: number;
  /** E, P, calls let through and calls that a cap refused. */
  eligible: number;
  refused: number;
  allowed: number;
  caps: number;
  families: Record<RefusalFamily, number>;
  others: Record<OtherClass, number>;
  /** Of the share in this step, if calls were independent; null where nobody asked. */
  interval: Interval | null;
  /** The same part of the window before; null where none is compared, or nobody asked then. */
  before: { refused: number; eligible: number } | null;
};

export type RefusalsView = {
  window: WindowView;
  previous: { from: string; to: string };
  /** What the interval was drawn over: tenants, or of one tenant its days. */
  over: "tenants" | "days";
  rate: RateOf;
  /** M3. */
  affected: { refused: number; asked: number };
  /** M27. */
  caps: { refused: number; asked: number };
  others: Record<OtherClass, number>;
  families: Record<RefusalFamily, number>;
  /** Null: no comparison was asked for. */
  before: { rate: RateOf; affected: { refused: number; asked: number }; change: Change | null } | null;
  buckets: RefusalBucket[];
  annotations: { at: string; label: string; href: string }[];
};

export type RefusalPart = {
  /** An id or code; `none` for calls that had none. */
  name: string;
  label: string;
  refused: number;
  eligible: number;
  /** Wilson; null where nobody asked. */
  interval: Interval | null;
};
export type RefusalPartsView = { window: WindowView; by: PartName; rows: RefusalPart[] };

/** Why a run ended, or that it did not. */
export type Outcome = ResolutionKind | "open" | "gave_up";

export type EpisodeView = {
  id: string;
  tenant: { id: string; name: string };
  feature: { id: string; name: string } | null;
  code: string;
  class: "money" | "cap";
  /** The key whose own budget it is; null for all others. */
  key: { id: string; name: string } | null;
  planName: string | null;
  openedAt: string;
  lastRefusedAt: string;
  firstRequestId: string;
  lastRequestId: string;
  refusals: number;
  askedUnits: number;
  blindRetries: number;
  state: EpisodeState;
  resolvedAt: string | null;
  kind: ResolutionKind | null;
  firstAllowAt: string | null;
  receiptOpenedAt: string | null;
  pricingOpenedAt: string | null;
  checkoutAt: string | null;
};

export type EpisodesView = { window: WindowView; rows: EpisodeView[]; next: string | null };

/** What one moment of a run was. */
export type StoryLine = {
  at: string;
  what: "opened" | "burst" | "receipt" | "pricing" | "checkout" | "payment" | "gate" | "allowed" | "gave_up" | "open";
  text: string;
  href: string | null;
};

export type EpisodeStory = EpisodeView & {
  asOf: string;
  /** Milliseconds from the first refusal to the end; null while it goes on. */
  resolvedAfterMs: number | null;
  /** Log rows before this were removed with their retention, so bursts before it are not listed. */
  logSince: string;
  lines: StoryLine[];
};

export type PaidAfterView = {
  days: number;
  converted: number;
  mature: number;
  immature: number;
  /** Money that followed within 7 days, by currency in minor units; only of the headline's cohort. */
  followed: { currency: string; amountMinor: number }[];
};

export type KeyRetries = {
  key: { id: string; name: string };
  tenant: { id: string; name: string };
  refusals: number;
  blindRetries: number;
};

export type RefusalOutcomes = {
  window: WindowView;
  /** M2: money runs opened in the window, and open now. */
  opened: number;
  openNow: number;
  /** Open, and nobody asks any more. */
  gaveUp: number;
  capsOpened: number;
  paid: PaidAfterView[];
  resolve: {
    n: number;
    open: number;
    medianMs: number | null;
    p90Ms: number | null;
    within7d: number | null;
    points: { afterMs: number; share: number; atRisk: number }[];
    kinds: { kind: ResolutionKind; share: number; n: number }[];
  };
  flows: { family: RefusalFamily; outcome: Outcome; episodes: number }[];
  /** M18, worst first. */
  retries: { refusals: number; blindRetries: number; keys: KeyRetries[] };
  /** M19 of the last 30 days. */
  unblock: UnblockTimes;
  /** M20 of the window's days; null: none was audited yet. */
  audit: { days: number; checked: number; wrongful: number; heldAway: number; ranAt: string } | null;
};
