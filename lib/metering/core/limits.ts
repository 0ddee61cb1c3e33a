/** A store call without an answer after this long has an unknown result. The store ends statements after 2 s. */
export const callTimeoutMs = 2_500;

/** After this long no attempt of an earlier store call can be carried out: it may wait for a connection, then for rows. */
export const attemptLifeMs = callTimeoutMs + 2_500;

/** Wall and monotonic clock may differ so much over a lease's life (§5.3). */
export const maxDriftMs = 2_000;

/** Part by which a monotonic clock may run slow: as much as time services slew it. */
export const clockError = 0.000_5;

/** Below this part of what was posted, leases shrink and close early (§6). */
export const lowPart = 0.2;

/** No lease takes more than this part of what is available, shared by the live nodes. */
export const leasePart = 0.05;

/** Cover and idle time of leases while little is left. */
export const lowCoverMs = 1_000;

/** Time over which a node's own use is measured. */
export const rateWindowMs = 10_000;

/** A refill that may be no larger than this is left to the calls that need it. */
export const leastRefill = 20;

/** A node that was asked to give back does not take in advance for so long. */
export const recallCalmMs = 2_000;

/** Lease closes that run at one time, so that calls in need find a connection. */
export const maxCloses = 8;

/** A node that has nothing to flush shows itself this often. */
export const heartBeatMs = 2_000;

/** An account without leases and calls is forgotten after so long. */
export const forgetAfterMs = 60_000;

/** A running call's cost so far is kept at most this often (§8). */
export const progressEveryMs = 2_000;

/** A quota that is used up for good is asked again this often while calls go on to the next source. */
export const refreshEveryMs = 1_000;

/** Stands for "without limit" where a lease needs a number. */
export const boundless = 2 ** 52;

/** Most of the request log that one flush carries, in characters. */
export const maxFlushChars = 1_000_000;

/** Failures of the flush that are counted: each halves the next batch, down to one record. */
export const maxFlushFailures = 12;
