/**
 * @typedef {import("./read-ledger.mjs").Event} Event
 * @typedef {{ executions: Map<string, import("./read-executions.mjs").Execution>, ledger: import("./read-ledger.mjs").Ledger,
 *   answers: import("./offer-calls.mjs").Answer[], isVarying: (tenantId: string) => boolean, varyingCap: number }} Seen
 * @typedef {{ oversold: number, lost: number, doubled: number, differences: string[], inDoubt: number }} Verdict
 */

/**
 * Holds four stories of a run against each other: what the upstream did, what the ledger booked, what the callers were
 * told, and what the request log keeps. A call in doubt (its gateway was killed while it ran) is booked `unknown` under
 * its own id and is no difference; all else must agree to the unit.
 *
 * @param {Seen} seen @returns {Verdict}
 */
export function compare(seen) {
  const { ledger, executions } = seen;
  const events = new Map(
    ledger.events.flatMap((event) => (event.requestId && event.outcome !== "dup" ? [[event.requestId, event]] : [])),
  );
  const doubledEvents = ledger.events.filter(
    ({ requestId, outcome, cost }) => (outcome === "dup" ? cost !== 0 : requestId !== null) && outcome !== "gap",
  );
  // A kept connection that breaks off may have been stale: a GET is then asked once more.
  const executedAgain = [...executions.values()].reduce(
    (sum, { times, status }) => sum + Math.max(0, times - (status === 0 ? 2 : 1)),
    0,
  );
  const accounts = ledger.accounts.filter(({ enforced }) => enforced);
  return {
    oversold: accounts.reduce((sum, { posted, consumed }) => sum + Math.max(0, consumed - posted), 0),
    lost: [...executions.keys()].filter((id) => !events.has(id)).length,
    doubled: executedAgain + doubledEvents.length - events.size,
    differences: [
      ...compareExecutions(seen, events),
      ...compareAnswers(seen),
      ...compareLog(ledger, events),
      ...compareSums(ledger),
    ],
    inDoubt: [...events.values()].filter(({ outcome }) => outcome === "unknown").length,
  };
}

/** Each execution is booked at what it cost, and nothing else is. @param {Seen} seen @param {Map<string, Event>} events */
function compareExecutions({ executions, answers, isVarying, varyingCap }, events) {
  const answered = new Set(answers.map(({ requestId }) => requestId));
  /** @type {string[]} */
  const found = [];
  for (const [id, { status, cost }] of executions) {
    const event = events.get(id);
    if (!event || event.outcome === "unknown") continue;
    const due = status !== 200 ? 0 : isVarying(event.tenantId) ? cost : 1;
    if (event.outcome === (status === 200 ? "ok" : "void") && event.cost === due) continue;
    // Who left before the answer ordered the work: it costs what the route says, whatever came of it.
    const most = isVarying(event.tenantId) ? varyingCap : 1;
    if (!answered.has(id) && event.outcome === "ok" && event.cost <= most) continue;
    found.push(`${id}: upstream ${status} at ${cost} units, ledger ${event.outcome} at ${event.cost}`);
  }
  for (const [id, { outcome, cost }] of events) {
    if (outcome === "ok" && !executions.has(id)) found.push(`${id}: booked at ${cost} units, never executed`);
  }
  return found;
}

/** Who was answered 200 was served, and who was refused was not. @param {Seen} seen */
function compareAnswers({ answers, executions }) {
  return answers.flatMap(({ requestId, status }) => {
    if (requestId === null) return [];
    const isServed = executions.get(requestId)?.status === 200;
    if (isServed === (status === 200)) return [];
    return [`${requestId}: answered ${status}, ${isServed ? "yet executed" : "never executed"}`];
  });
}

/** The request log has one metered row a call, at the same cost. @param {import("./read-ledger.mjs").Ledger} ledger @param {Map<string, Event>} events */
function compareLog({ logs }, events) {
  const rows = new Map(logs.map((row) => [row.requestId, row]));
  const found = [];
  if (rows.size !== logs.length) found.push(`${logs.length - rows.size} metered calls stand twice in the request log`);
  for (const [id, { outcome, cost }] of events) {
    const row = rows.get(id);
    if (!row) found.push(`${id}: booked, missing in the request log`);
    else if (outcome !== "unknown" && row.units !== cost) found.push(`${id}: log ${row.units}, ledger ${cost}`);
  }
  for (const id of rows.keys()) if (!events.has(id)) found.push(`${id}: in the request log as metered, never booked`);
  return found;
}

/** Totals are the sums of their parts, and nothing is held any more. @param {import("./read-ledger.mjs").Ledger} ledger */
function compareSums({ accounts, events, liveLeases }) {
  const found = accounts.flatMap(({ accountId, kind, consumed, reserved, draws, transfers }) => {
    if (consumed === draws && consumed === transfers && reserved === 0) return [];
    const sums = `consumed ${consumed}, draws ${draws}, transfers ${transfers}, reserved ${reserved}`;
    return [`${kind} account ${accountId}: ${sums}`];
  });
  if (liveLeases > 0) found.push(`${liveLeases} leases are still open`);
  for (const { outcome, cost } of events) if (outcome === "gap") found.push(`a gap of ${cost} units was booked`);
  return found;
}
