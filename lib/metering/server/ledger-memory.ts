import type { TransactionSql } from "postgres";

/** The one snapshot that all rules of a run look at. */
export type ReadTransaction = TransactionSql<{ bigint: number }>;

/** What an account's transfers and draws added up to. */
export type RememberedSums = { posted: number; consumed: number; drawn: number };
/** How far a node's outcomes had come, and how many of them were stored. */
export type RememberedNode = { lastSeq: number; stored: number };

/** What a run leaves for the next, so that the next has to add up only what came since. */
export type LedgerMemory = {
  ranAt: Date;
  /** Transfers up to here are in `sums`; those up to `topId` will be after the next run. */
  floorId: number;
  topId: number;
  nodes: Map<string, RememberedNode>;
  /** Of accounts that are not sealed. */
  sums: Map<string, RememberedSums>;
};
