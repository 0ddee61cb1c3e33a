/** Why a gate opened. */
export type ResolutionKind =
  | "upgrade"
  | "plan_published"
  | "top_up"
  | "payment_fixed"
  | "exception"
  | "period_reset"
  | "cap_raised"
  | "several"
  | "other";

/** A row of the request log on one tenant and feature, as far as runs of refusals depend on it. */
export type EpisodeCall = {
  requestId: string;
  atMs: number;
  /** `allowed`, or a refusal of that class. */
  class: "allowed" | "money" | "cap";
  /** '' when allowed. */
  code: string;
  keyId: string;
  planVersionId: string | null;
  askedUnits: number;
  /** Equal refusals that the row stands for. */
  weight: number;
};

/** Something recorded that may have opened the gate. */
export type GateEvent = { atMs: number; kind: Exclude<ResolutionKind, "several" | "other">; keyId?: string };

/** A run of refusals of one tenant, feature and code (and, for its own budget, key). */
export type Episode = {
  /** Named after its first refusal, so that counting again names it alike. */
  id: string;
  code: string;
  class: "money" | "cap";
  keyId: string;
  planVersionId: string | null;
  openedAtMs: number;
  lastRefusedAtMs: number;
  firstRequestId: string;
  lastRequestId: string;
  refusals: number;
  askedUnits: number;
  cheapestUnits: number;
  blindRetries: number;
  keys: string[];
  /** Of each key, what it was refused and how much of it was repeated blindly. */
  byKey: Record<string, [refusals: number, blindRetries: number]>;
  resolvedAtMs: number | null;
  kind: ResolutionKind | null;
  firstAllowAtMs: number | null;
};

/**
 * What was counted of one code (and key) before: calls before `fromMs` are in it and are not counted again. `episode` is
 * the run that goes on; null: none did.
 */
export type Counted = { code: string; keyId: string; fromMs: number; episode: Episode | null };
