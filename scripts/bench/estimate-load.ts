/** What of the engine's parameters the database feels; milliseconds and records. */
export type LoadSettings = {
  flushEveryMs: number;
  flushBatch: number;
  heartBeatMs: number;
  ttlMs: number;
  pollEveryMs: number;
};

/** Metered calls a second over all nodes, ledger accounts they draw on evenly, gateways that share them evenly. */
export type Demand = { callsPerSecond: number; accounts: number; nodes: number };

/** What reaches the database in a second. */
export type DatabaseLoad = {
  statements: number;
  flushes: number;
  leases: number;
  polls: number;
  rows: number;
  statementsPerCall: number;
};

/** An event, a draw and a row of the request log. */
const rowsPerCall = 3;
/** Per account in a flush: a transfer, the account's totals, the lease. */
const rowsPerFlushedAccount = 3;
/** An acquire and a close each touch the lease and its account. */
const rowsPerLeaseStatement = 2;

/**
 * The database load of so much demand, from the engine's own rules (metering design §6 and §9): a flush after 250 ms or
 * 500 outcomes, a fresh lease at a third of a lease's life, a poll of the change feed twice a second. Calls come at
 * random. It holds while quotas are ample; below a fifth of a quota leases are renewed every second.
 */
export function estimateLoad(settings: LoadSettings, { callsPerSecond, accounts, nodes }: Demand): DatabaseLoad {
  const perNode = callsPerSecond / nodes;
  const perLease = perNode / accounts;
  const waitSec = settings.flushEveryMs / 1_000;
  const flushesPerNode = Math.max(1 / (waitSec + 1 / perNode), perNode / settings.flushBatch);
  const beatsPerNode = Math.max(0, 1_000 / settings.heartBeatMs - flushesPerNode);
  const flushes = nodes * (flushesPerNode + beatsPerNode);

  // In steady use a lease is replaced at a third of its life; rare calls open one each, and it is closed when idle.
  const renewalsPerLease = Math.min(perLease, 3_000 / settings.ttlMs);
  const leases = nodes * accounts * renewalsPerLease * 2;
  const polls = (nodes * 1_000) / settings.pollEveryMs;
  const accountsPerFlush = accounts * (1 - Math.exp(-perLease / flushesPerNode));
  const flushRows = nodes * flushesPerNode * (1 + rowsPerFlushedAccount * accountsPerFlush);
  const statements = flushes + leases + polls;
  return {
    ...{ statements, flushes, leases, polls, statementsPerCall: statements / callsPerSecond },
    rows: callsPerSecond * rowsPerCall + flushRows + leases * rowsPerLeaseStatement,
  };
}
