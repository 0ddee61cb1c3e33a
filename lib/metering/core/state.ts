import type { Due } from "@/lib/metering/core/due";
import type { CoreSettings, Effect, FlushRecord, LiveLease, StoreRequest } from "@/lib/metering/core/types";
import type { JournalRecord } from "@/lib/metering/journal/types";
import type { NumberMap } from "@/lib/metering/number-map";
import type {
  AccountKind,
  AccountRef,
  Admission,
  HoldRequest,
  NotReady,
  Reservation,
  Source,
} from "@/lib/metering/types";

/** Design §4. `opening`: `node_open` is asked; `recovering`: what an earlier start left is flushed and closed. */
export type Phase = "new" | "opening" | "recovering" | "serving" | "draining" | "stopped" | "fenced";

/** Units of one account that this node may spend; `id` null names an account without limit in the journal only. */
export type Lease = {
  readonly id: string | null;
  readonly account: Account;
  /** Its name in the journal, the pos of its LEASE_OPEN; 0 before the first call that draws on it. */
  number: number;
  granted: number;
  /** Neither spent nor held by a call. */
  left: number;
  /** Held by fixed-cost calls in flight. */
  fixed: number;
  /** Spent, and not yet acknowledged by the store. */
  unflushed: number;
  inFlight: number;
  /** The last outcome that draws on it: the lease may be closed when the store has it. */
  lastSeq: number;
  /** Monotonic ms; nothing is admitted from here on. */
  readonly deadline: number;
  /** Wall minus monotonic clock when it was asked for (§5.3). */
  readonly offset: number;
  readonly openedAt: number;
  usedAt: number;
  hasRefilled: boolean;
  /** Granted for a running stream after the period's end: nobody else may draw on it. */
  readonly isForExtend: boolean;
  /** Its close was sent: it may be done, whatever the answer. */
  isClosing: boolean;
  /** The store does not know it any more. */
  isLost: boolean;
};

/** The last refusal of the store: with the time at which it was asked for. */
export type Negative = { at: number; ceiling: number; available: number };

/**
 * A lease id that was asked for and is not granted yet. The same id is asked again, for an attempt that was delayed or
 * repeated on the way may still be granted (§22); one that nobody wants any more is closed.
 */
export type OpenAcquire = {
  leaseId: string;
  isExtend: boolean;
  lastSentAt: number;
  /** When the last attempt of unknown result was sent; until it cannot run any more, a refusal is not certain. */
  unknownSentAt: number;
};

/** What a waiting call lacks of one account. */
export type Need = { units: number; least: number; isExtend: boolean };

/** One ledger account as this node knows it. */
export type Account = {
  readonly ref: AccountRef;
  readonly name: string;
  readonly kind: AccountKind;
  /** Store's epoch ms; what lies behind is another period's. */
  readonly endMs: number;
  /** The store's name for it; null before it was opened. */
  id: string | null;
  unit: string;
  /** False: the store must be asked (again) what it is. */
  isKnown: boolean;
  isEnforced: boolean;
  /** Monotonic ms; from here on the store must be asked again whether there is a limit. */
  knownUntil: number;
  /** Wall minus monotonic clock when the store was asked: what it said of no limit holds while they go on together (§5.3). */
  knownOffset: number;
  refusal: { status: "not_included" | "outside_period"; until: number } | null;
  /** Counts how often what is known was forgotten: an answer asked for before that is not used. */
  generation: number;
  hasNumbers: boolean;
  posted: number;
  consumed: number;
  available: number;
  heldUnits: number;
  liveNodes: number;
  negative: Negative | null;
  /** Until then a call that only holds keep out is told so at once. */
  heldUntil: number;
  /** The store was restored and waits: nobody knows before. */
  holdUntil: number;
  leases: Lease[];
  /** Admit nothing more; closed when nothing is in flight on them and the store has all their outcomes. */
  retired: Lease[];
  /** Sum of `left` over the leases of both lists; what has no limit is not in it, nor in `variable`. */
  idle: number;
  /** Held by variable-cost calls in flight. */
  variable: number;
  inFlight: number;
  waiting: Map<Waiter, Need>;
  /** A store call is in flight: they run strictly one after another. */
  isBusy: boolean;
  acquire: OpenAcquire | null;
  returns: Set<Lease>;
  wantsRefill: boolean;
  wantsRecall: boolean;
  recallSentAt: number;
  noRefillUntil: number;
  refreshAt: number;
  failures: number;
  retryAt: number;
  shortCount: number;
  askAt: number;
  spent: number;
  rate: number;
  ratedAt: number;
  firstUsedAt: number;
  usedAt: number;
  dueAt: number;
  isDirty: boolean;
};

/** What one call holds of one lease, in the account's unit. */
export type Draw = { lease: Lease; held: number };

/** An admitted call until it is settled. */
export type Call = Admission & {
  readonly ticket: number;
  readonly hold: HoldRequest;
  readonly funding: Source;
  readonly draws: Draw[];
  /** Held in all, units of the feature. */
  units: number;
  readonly perUnit: number;
  readonly admittedAtMs: number;
  progressAt: number;
};

/** A reserve, or an extend where `call` is set, that cannot be answered yet. */
export type Waiter = {
  readonly ticket: number;
  readonly hold: HoldRequest;
  readonly call: Call | null;
  /** Wanted, units of the feature. */
  readonly units: number;
  readonly deadline: number;
  isDone: boolean;
  /** The store said during the wait that enough exists, but others hold it. */
  held: Reservation | null;
  readonly blockedOn: Account[];
};

/** A store call in flight. */
export type StoreCall = {
  readonly request: StoreRequest;
  readonly sentAt: number;
  readonly offset: number;
  /** Cursor that was acknowledged when it was sent: an answer with a smaller one says that the store was restored. */
  readonly seqAt: number;
  readonly epoch: number;
  readonly account: Account | null;
  readonly generation: number;
  readonly lease: Lease | null;
};

export type Recovery = {
  /** What the journal named, for LEASE_CLOSE records at the end. */
  opens: Extract<JournalRecord, { type: "LEASE_OPEN" }>[];
  /** True after a start, false after the store was restored under a running node. */
  readonly isStart: boolean;
  /** Calls that the journal leaves without an outcome, and those of them that have their UNKNOWN by now. */
  inDoubt: Extract<JournalRecord, { type: "ADMIT" }>[];
  ended: Set<number>;
  /** Newest progress of each call, by the pos of its ADMIT. */
  progress: Map<number, Extract<JournalRecord, { type: "PROGRESS" }>>;
  /** Records may be lost: kinds of accounts whose live leases are booked as used. */
  bookKinds: readonly AccountKind[];
  isBooked: boolean;
  /** Outcomes that must be in the store before leases are closed. */
  untilSeq: number;
  /** Live leases of older starts that are still to be closed. */
  leases: LiveLease[];
  closing: Set<string>;
  /** True when `leases` was read after everything up to `untilSeq` was in the store. */
  isExact: boolean;
};

/** Everything a node's metering knows. Changed in place by `step` only. */
export type CoreState = {
  readonly settings: CoreSettings;
  phase: Phase;
  isDraining: boolean;
  room: "ok" | "full" | "failed";
  notReady: NotReady | null;
  mono: number;
  wall: number;
  /** Store's clock minus monotonic clock; null before the first answer. */
  storeOffset: number | null;
  out: Effect[];
  epoch: number;
  pos: number;
  /** Number of the last outcome. */
  seq: number;
  /** Outcomes up to here are in the ledger. */
  acked: number;
  leaseCount: number;
  accounts: Map<string, Account>;
  accountsById: Map<string, Account>;
  byTenant: Map<string, Set<Account>>;
  leases: Map<string, Lease>;
  retiring: Set<Account>;
  dirty: Account[];
  due: Due<Account>;
  calls: NumberMap<StoreCall>;
  callCount: number;
  closes: number;
  /** Accounts with a lease to close that found too many closes running. */
  closeQueue: Set<Account>;
  inFlight: NumberMap<Call>;
  waiters: Waiter[];
  waitersHead: number;
  waiting: number;
  unsynced: Call[];
  isSyncing: boolean;
  queue: FlushRecord[];
  queuedAt: number[];
  /** Outcomes from this number on are in the journal only; 0 when all are in memory. */
  spilledFrom: number;
  /** Number that was asked for and not answered yet; 0 for none. */
  rereadFrom: number;
  /** Outcomes of this step, until it is known that the journal took them. */
  fresh: FlushRecord[];
  /** Outcomes that the journal could not take. */
  unwritten: Map<number, { outcome: FlushRecord; record: JournalRecord }>;
  flushSent: number;
  isFlushing: boolean;
  flushedUntilMs: number;
  flushNow: boolean;
  flushedAt: number;
  flushFailures: number;
  flushRetryAt: number;
  openRetryAt: number;
  openFailures: number;
  recovery: Recovery | null;
  counts: {
    granted: number;
    held: number;
    exhausted: number;
    capped: number;
    unknown: number;
    leaseHits: number;
    leaseMisses: number;
    storeCalls: number;
    ok: number;
    void: number;
    unknownOutcome: number;
    gap: number;
  };
};
