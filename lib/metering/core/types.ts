import type { JournalRecord, RecoveredJournal } from "@/lib/metering/journal/types";
import type {
  AccountKind,
  AccountRef,
  Admission,
  Ending,
  HoldRequest,
  NotReady,
  Reservation,
} from "@/lib/metering/types";

/** What the core asks of the store: one SQL function each (db/migrations, metering functions). */
export type StoreRequest =
  | {
      fn: "node_open";
      nodeId: string;
      door: "gateway" | "portal";
      knownEpoch: number;
      /** Greatest cursor that the store ever acknowledged: a smaller one there says that it was restored. */
      knownSeq: number;
    }
  | { fn: "account_open"; account: AccountRef }
  | {
      fn: "lease_acquire";
      leaseId: string;
      accountId: string;
      nodeId: string;
      epoch: number;
      /** Units wanted, and the least that is of use; `0 < min <= want`. */
      want: number;
      min: number;
      ttlMs: number;
      /** For a running stream: also after the period's end, while the account is closing. */
      extend: boolean;
    }
  | {
      fn: "lease_return";
      leaseId: string;
      nodeId: string;
      epoch: number;
      /** Absolute: what the lease is cut down to. */
      keep: number;
      /** Part of the rest that will not come back; believed only while the store's cursor still is `atSeq`. */
      firm: number;
      atSeq: number;
    }
  | { fn: "lease_close"; leaseId: string; nodeId: string; epoch: number; throughSeq: number }
  | { fn: "usage_flush"; nodeId: string; epoch: number; batch: FlushRecord[]; flushedUntilMs: number }
  | { fn: "lease_recall"; accountId: string };

/** An outcome as it goes to the ledger. */
export type FlushRecord = {
  seq: number;
  requestId: string | null;
  tenantId: string | null;
  featureId: string | null;
  keyId: string | null;
  routeId: string | null;
  outcome: "ok" | "void" | "unknown" | "gap";
  /** Units of the feature. */
  cost: number;
  admittedAtMs: number;
  draws: { accountId: string; leaseId: string | null; cost: number }[];
  /** JSON object of the request log, or empty. */
  log: string;
};

/** Carried by every answer: the store's clock, and this node's cursor there (a smaller one than before: restored). */
type Answered = { nowMs: number; lastSeq: number };

export type LiveLease = {
  leaseId: string;
  accountId: string;
  accountKind: AccountKind;
  unit: string;
  epoch: number;
  granted: number;
  settled: number;
};

export type StoreAnswer =
  | (Answered & { fn: "node_open"; epoch: number; leases: LiveLease[] })
  | (Answered & {
      fn: "account_open";
      status: "open" | "not_included" | "outside_period";
      accountId: string;
      kind: AccountKind;
      unit: string;
      /** False: without limit, drawn on without a lease. */
      enforced: boolean;
      /** How long an account stays without limit, from the moment the request was sent; null: while nothing is announced. */
      ttlMs: number | null;
      posted: number;
      consumed: number;
    })
  | (Answered & {
      fn: "lease_acquire";
      /** `gone`: this lease id was granted once and is no more. `hold`: the store was restored and waits. */
      status: "granted" | "gone" | "hold" | "frozen" | "closed" | "refused";
      granted: number;
      /** How long the lease may be used, from the moment the request was sent, before grace is taken off. */
      ttlMs: number;
      /** After this grant. */
      available: number;
      /** The most this node could still be granted if all other nodes gave back what is not firm. */
      ceiling: number;
      posted: number;
      consumed: number;
      /** Remainders of orphaned leases older than the first minute: used as far as anybody can tell. */
      heldUnits: number;
      /** Nodes seen within the last minute, at least 1. */
      liveNodes: number;
    })
  | (Answered & { fn: "lease_return" | "lease_close" | "usage_flush" | "lease_recall" });

/** Why a store request has no answer. `unknown`: it may have been done, or may still be. */
export type StoreFailure =
  | { kind: "fenced" }
  | { kind: "gap" }
  | { kind: "unflushed" }
  /** Surely not done: the store said so, or it was never reached. */
  | { kind: "not_done" }
  | { kind: "unknown" };

/** What happens to a node, each with both clocks in milliseconds: monotonic, and the machine's wall clock. */
export type Input = { monoMs: number; wallMs: number } & (
  | { type: "opened"; journal: RecoveredJournal; bootedAgain: boolean }
  | { type: "reserve"; ticket: number; hold: HoldRequest }
  | { type: "settle"; admission: Admission; ending: Ending }
  | { type: "progress"; admission: Admission; units: number }
  | { type: "extend"; ticket: number; admission: Admission; moreUnits: number }
  | { type: "answer"; call: number; answer: StoreAnswer }
  | { type: "failure"; call: number; failure: StoreFailure }
  /** All records up to `pos` are on the disk. */
  | { type: "synced"; pos: number }
  /** The append of `pos` could not be written. `undone`: it and the effects of its step behind it, none of them done. */
  | { type: "append_failed"; pos: number; undone: Effect[] }
  | { type: "journal_room"; state: "ok" | "full" | "failed" }
  | { type: "tenant_changed"; tenantId: string | null }
  | { type: "recalled"; accountId: string }
  /**
   * Answers an effect `reread`, once: outcomes from its `seq` on, each with the ADMIT and the LEASE_OPENs that it names,
   * in order of pos; empty where the journal has none.
   */
  | { type: "reread"; records: JournalRecord[] }
  /** At least every 50 ms. */
  | { type: "tick" }
  | { type: "drain" }
);

/**
 * What the shell must do, in this order. `append` is written before anything after it happens. `answer` ends a waiting
 * reserve or extend.
 */
export type Effect =
  | { type: "append"; record: JournalRecord }
  /** Get everything written so far onto the disk now, then report `synced`. */
  | { type: "sync" }
  | { type: "call"; call: number; request: StoreRequest; timeoutMs: number }
  | { type: "answer"; ticket: number; reservation: Reservation }
  | { type: "extended"; ticket: number; granted: boolean }
  /** Read outcome records from the journal, from `seq` on, at most `max`. */
  | { type: "reread"; seq: number; max: number }
  /** Segments whose last outcome is at most `seq` may go when their time is over. */
  | { type: "flushed"; seq: number }
  | { type: "alarm"; alarm: Alarm; detail: string }
  /** Nothing more can be done: everything is flushed and closed (`drained`), or another process has this node's name. */
  | { type: "stop"; reason: "drained" | "fenced" };

export type Alarm =
  | "bad_cost"
  | "clock_drift"
  | "database_restored"
  | "fenced"
  | "flush_gap"
  | "in_doubt"
  | "journal_corrupt"
  | "journal_torn"
  | "overrun"
  | "power_loss";

/** Numbers for metrics, read at scrape time. */
export type CoreFigures = {
  notReady: NotReady | null;
  openLeases: { quota: number; credit: number; overage: number; cap: number };
  waiting: number;
  inFlight: number;
  unflushedRecords: number;
  /** Age of the oldest unflushed outcome, 0 when there is none. */
  oldestUnflushedMs: number;
  granted: number;
  held: number;
  exhausted: number;
  capped: number;
  unknown: number;
  leaseHits: number;
  leaseMisses: number;
  storeCalls: number;
  outcomes: { ok: number; void: number; unknown: number; gap: number };
};

/** Defaults of the design; tests shorten them. */
export type CoreSettings = {
  nodeId: string;
  door: "gateway" | "portal";
  ttlMs: number;
  graceMs: number;
  coverMs: number;
  idleCloseMs: number;
  negativeMs: number;
  waitMs: number;
  flushEveryMs: number;
  flushBatch: number;
  maxQueuedRecords: number;
  /** Sources and caps whose admissions must be on the disk before they are forwarded. */
  powerKinds: readonly AccountKind[];
};
