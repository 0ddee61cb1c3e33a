import type { AccountKind } from "@/lib/metering/types";

/** One draw as the journal keeps it: an index into the accounts and leases that LEASE_OPEN records have named. */
export type JournalDraw = {
  /** Number that a LEASE_OPEN record of this journal introduced. */
  lease: number;
  /** In the account's unit. */
  cost: number;
};

/**
 * Records of a node's journal. `pos` numbers all of them, densely, for the life of the node; `seq` numbers outcomes only
 * (OK, VOID, UNKNOWN, GAP) and is the cursor that the ledger keeps.
 */
export type JournalRecord =
  | {
      type: "LEASE_OPEN";
      pos: number;
      /** Short name for this lease in later records, never used twice by a node. */
      lease: number;
      /** Null: an account without limit is drawn on without a lease. */
      leaseId: string | null;
      accountId: string;
      accountKind: AccountKind;
      unit: string;
      tenantId: string;
      featureId: string | null;
      granted: number;
    }
  | {
      type: "ADMIT";
      pos: number;
      requestId: string;
      tenantId: string;
      featureId: string;
      keyId: string;
      routeId: string;
      /** Units of the feature that are held. */
      units: number;
      /** Cost if nothing more is ever known of the call (design §7, "in doubt"), units of the feature. */
      unknownUnits: number;
      /** Units of the account for one unit of the feature, where the source is credits; else 1. */
      perUnit: number;
      draws: JournalDraw[];
      admittedAtMs: number;
    }
  | {
      type: "OK" | "VOID" | "UNKNOWN";
      pos: number;
      seq: number;
      admitPos: number;
      /** Units of the feature. */
      units: number;
      draws: JournalDraw[];
      /** Row of the request log as a JSON object; empty where nobody knows. At most 8 KiB, cut otherwise. */
      log: string;
    }
  | {
      /** A number whose record was lost; books what is left on the leases it names, so that it is not sold again. */
      type: "GAP";
      pos: number;
      seq: number;
      draws: JournalDraw[];
      atMs: number;
    }
  | { type: "LEASE_CLOSE"; pos: number; lease: number }
  | { type: "CURSOR"; pos: number; seq: number }
  | {
      type: "PROGRESS";
      pos: number;
      admitPos: number;
      /** Cost so far, units of the feature. */
      units: number;
      /** All that the call holds by now: a running stream may have drawn more than its ADMIT says. */
      draws: JournalDraw[];
    };

export type SegmentHeader = {
  segmentId: number;
  nodeId: string;
  epoch: number;
  firstPos: number;
  /** Oldest segment that still held something of use when this one was begun: recovery reads from there on. */
  neededFrom: number;
  /** Changes with each start of the machine: a segment of another boot may have lost its unsynced end. */
  bootId: string;
};

/** What a reader found in one segment. Reading never throws, whatever the bytes. */
export type ScannedSegment = {
  header: SegmentHeader | null;
  records: JournalRecord[];
  /** Where each of the records ends. */
  ends: number[];
  /**
   * `clean`: zeros behind the last record, or the end of the file. `torn`: a broken record with nothing valid behind it.
   * `corrupt`: a broken record, or a broken header, with a valid record of a higher pos behind it.
   */
  end: "clean" | "torn" | "corrupt";
  /** Bytes up to which records are whole (for `corrupt`: up to the first broken one). */
  validBytes: number;
};

/** Everything that recovery learns from the directory, in order of pos. */
export type RecoveredJournal = {
  nodeId: string;
  /** Greatest epoch that any segment names; 0 for a new journal. */
  epoch: number;
  records: JournalRecord[];
  lastPos: number;
  lastSeq: number;
  /** Of the newest CURSOR record: outcomes up to here were acknowledged; 0 when there is none. */
  cursor: number;
  /** Numbers of outcomes that a damaged segment has lost. */
  missingSeqs: number[];
  /** Outcomes from this seq on are not in `records`, there are too many: they come by `reread`. Null: all are there. */
  moreFromSeq: number | null;
  /** True when the machine started again since the newest segment was written: its unsynced end may be lost. */
  rebooted: boolean;
  torn: number;
  corrupt: number;
};
