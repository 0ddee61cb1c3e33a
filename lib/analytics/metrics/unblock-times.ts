/** A payment that was confirmed, and when the gate was open for it; null: not open yet. Epoch milliseconds. */
export type Unblock = { confirmedAtMs: number; gateOpenAtMs: number | null };

export type UnblockTimes = {
  n: number;
  withinFiveSeconds: number;
  /** Paid, and not open yet. */
  waiting: number;
  /** Milliseconds; null under ten cases, and where so many wait that it is not known. */
  p50Ms: number | null;
  /** The same; null under a hundred cases. */
  p95Ms: number | null;
};

/** M19: from a confirmed payment to an open gate. Too few cases give no quantile: then "19 of 20 within 5 s". */
export function unblockTimes(cases: readonly Unblock[]): UnblockTimes {
  const took = cases
    .map(({ confirmedAtMs, gateOpenAtMs }) =>
      gateOpenAtMs === null ? Number.POSITIVE_INFINITY : Math.max(0, gateOpenAtMs - confirmedAtMs),
    )
    .sort((a, b) => a - b);
  return {
    n: took.length,
    withinFiveSeconds: took.filter((ms) => ms <= 5_000).length,
    waiting: took.filter((ms) => ms === Number.POSITIVE_INFINITY).length,
    p50Ms: took.length < 10 ? null : rank(took, 0.5),
    p95Ms: took.length < 100 ? null : rank(took, 0.95),
  };
}

/** The nearest rank: a case that happened, and never a mean with one that still waits. */
function rank(sorted: readonly number[], q: number): number | null {
  const found = sorted[Math.ceil(sorted.length * q) - 1] ?? Number.POSITIVE_INFINITY;
  return Number.isFinite(found) ? found : null;
}
