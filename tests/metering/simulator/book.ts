/**
 * The oracle's own book of an account: the most that may be used of it, and how much was free when. Kept from what the
 * store has committed and from what calls really did, never from what a node believes.
 */
export type Book = {
  posted: number;
  /** Most that may be consumed and reserved together: what was posted, or what was promised before that was lowered. */
  bound: number;
  /** Given to others although a lost node may have used it, or may yet. */
  writtenOff: number;
  /** Since when an account that was without limit has one again. */
  enforcedSinceMs: number | null;
  /** Used or surely about to be, but not in the ledger yet. */
  pending: number;
  /** By lease: the same, and what came back by a VOID that the ledger does not have yet. */
  leases: Map<string, { pending: number; returned: number }>;
  /** Free units after each change, oldest first. */
  free: { atMs: number; units: number }[];
};
