import type { Period } from "@/lib/period";

/** Test usage is counted apart. */
export type Mode = "live" | "test";

/** What a ledger account counts for. `cap` limits beside the funding (a key's budget); `system` has no stored totals. */
export type AccountKind = "quota" | "credit" | "overage" | "cap" | "system";

/**
 * A ledger account as the gateway names it, before the store was asked. `name` is unique and stable: equal names are
 * the same account. A credit lot's account is known by its id from the start.
 */
export type AccountRef = {
  name: string;
  kind: Exclude<AccountKind, "system">;
  tenantId: string;
  mode: Mode;
  /** Null only for credit lots. */
  featureId: string | null;
  /** Set for a key's budget. */
  keyId: string | null;
  /** Null only for credit lots. */
  period: Period | null;
  /** Set only for credit lots. */
  accountId: string | null;
  /** By how far the tenant's billing time was ahead when the period was counted; missing: not at all. */
  clockOffsetSeconds?: number;
};

/** Where a call's units may come from. A call is funded wholly by one source; credits may be split over lots. */
export type Source =
  | { kind: "quota" | "overage"; account: AccountRef }
  /** Lots in burn order, at most 64; a unit of the feature costs `microPerUnit` micro-credits. */
  | { kind: "credits"; lots: readonly AccountRef[]; microPerUnit: number };

/** Units that a call wants to hold. */
export type HoldRequest = {
  requestId: string;
  tenantId: string;
  keyId: string;
  routeId: string;
  featureId: string;
  mode: Mode;
  /** Most that the call can cost, units of the feature, ≥ 1. */
  units: number;
  /** True when the call costs exactly `units` or nothing; false when the upstream says what it cost. */
  isFixed: boolean;
  /** What it costs when the caller leaves after forwarding and before an answer; equals `units` where fixed. */
  minUnits: number;
  /** Every one of them must cover the call, e.g. the key's budget. */
  caps: readonly AccountRef[];
  /** In the order in which they are asked; the next is used only when the one before cannot cover the call any more. */
  sources: readonly Source[];
};

/** Stands for the units of one admitted call until it is settled, exactly once. */
export type Admission = {
  readonly requestId: string;
  /** Journal position of the ADMIT record. */
  readonly pos: number;
  readonly source: Source["kind"];
};

/** Numbers of an account for headers and bodies: units of the account, as the store last said and this node knows. */
export type AccountState = {
  /** Null is without limit. */
  limit: number | null;
  /** `limit - left`; an upper estimate. */
  used: number;
  /** Units that nobody can have before a lost node comes back; part of `used`. */
  heldUnits: number;
};

/**
 * The answer to a hold.
 * `granted`: reserved; it may be acted on once `whenJournalled` says that its record is written. `exhausted`: certain,
 * from the store, at most 250 ms old; `quota` and `credits` say what each source had left (null: not a source of this
 * call). `held`: enough exists, but calls in flight hold it. `capped`: a key's budget or another cap is spent.
 * `unknown`: nobody knows (503). `not_ready`: this node admits no metered call (503). `not_included`, `outside_period`:
 * what the caller holds in memory and the store disagree; `atMs` is the store's time.
 */
export type Reservation =
  | { status: "granted"; admission: Admission; state: AccountState }
  | { status: "exhausted"; quota: AccountState | null; credits: { leftMicro: number; neededMicro: number } | null }
  | { status: "held"; by: Source["kind"]; state: AccountState }
  | { status: "capped"; account: AccountRef; state: AccountState }
  | { status: "unknown" }
  | { status: "not_ready"; reason: NotReady }
  | { status: "not_included" }
  | { status: "outside_period"; atMs: number };

/** Why a node admits no metered call. */
export type NotReady = "no_journal" | "recovering" | "journal_full" | "journal_failed" | "draining" | "fenced";

/**
 * How an admitted call ended. `units`: what it cost, units of the feature, at most what was held unless a stream drew
 * more. `log`: the call's row of the request log as a JSON object, written with its usage in one transaction.
 */
export type Ending = { outcome: "ok"; units: number; log: string } | { outcome: "void"; log: string };

/** The one seam between the gateway and how units are counted. */
export type Meter = {
  /** Answers at once when a lease covers the call; a promise only when the store or a sync must be waited for. Never rejects. */
  reserve(hold: HoldRequest): Reservation | Promise<Reservation>;
  /**
   * Calls back, at once or at the end of this turn of the event loop, once all that was granted so far is in the journal
   * and survives the death of this process. False: it is not, and nothing that was granted since may be acted on.
   */
  whenJournalled(then: (isJournalled: boolean) => void): void;
  /** Journals how a call ended; the ledger follows within 250 ms. Never throws; a second ending of a call is ignored. */
  settle(admission: Admission, ending: Ending): void;
  /** What a running call has cost so far, so that a crash does not forget it. Cheap: kept at most every 2 s. */
  progress(admission: Admission, units: number): void;
  /** A running stream that outgrows its hold draws more before it goes on. False: it must end. */
  extend(admission: Admission, moreUnits: number): Promise<boolean>;
  /** The store's time as this node knows it: periods are told by it, not by this machine's clock. */
  now(): Date;
  /** Null when metered calls are admitted. */
  notReady(): NotReady | null;
  /** A change was announced: what is held in memory of this tenant (null: of anybody) is asked again. */
  tenantChanged(tenantId: string | null): void;
  /** Another node asks for the idle part of leases on an account. */
  recalled(accountId: string): void;
  /** Admits nothing more, waits for what is pending, flushes, closes leases; at most so long. */
  drain(ms: number): Promise<void>;
};
