import { brokenRules } from "../model/rules";
import type { EventRow } from "../model/tables";
import { bookOf } from "./books";
import { chargedUnits } from "./traffic";
import { type Call, report, type World } from "./world";

/** Everything has come to rest: the upstream's log, the events and the ledger must say the same. */
export function checkEnd(world: World): void {
  for (const broken of brokenRules(world.tables)) report(world, broken);
  for (const call of world.calls) checkCall(world, call);
  for (const events of world.tables.events.values()) for (const event of events) checkEvent(world, event);
  checkUpstream(world);
}

/** I2: each execution has its one event, with the ending that was journalled. */
function checkCall(world: World, call: Call): void {
  const event = world.tables.requests.get(call.requestId);
  const { requestId } = call;
  if (!call.admit) {
    if (event) report(world, `I2: ${requestId} was never admitted, and is booked as ${event.outcome}`);
    if (call.isExecuted) report(world, `I2: ${requestId} was forwarded without a record`);
    return;
  }
  if (!event) {
    checkMissing(world, call);
    return;
  }
  const wasWritten = call.outcome !== null || call.isOutcomeUnwritten;
  const isSafe = !call.isOutcomeLost && !call.isOutcomeUnwritten;
  const isKnown = wasWritten && (isSafe || event.outcome !== "unknown");
  if (isKnown) checkEnding(world, call, event);
  else checkUnknown(world, call, event);
  checkDraws(world, call, event);
}

function checkMissing(world: World, call: Call): void {
  if (world.lostNodeIds.has(call.nodeId)) return;
  const { requestId } = call;
  if (!call.isAdmitLost) {
    report(world, `I2: ${requestId} is journalled, and not booked`);
    return;
  }
  if (call.isDamaged || !call.isExecuted) return;
  const isPower = call.draws.some(({ accountId }) =>
    world.plan.core.powerKinds.includes(world.tables.accounts.get(accountId)?.kind ?? "quota"),
  );
  if (isPower) report(world, `I2: ${requestId} was forwarded before it was safe, and lost with the power`);
}

function checkEnding(world: World, call: Call, event: EventRow): void {
  const { requestId, ending } = call;
  if (!ending) return;
  const expected = ending.outcome === "ok" ? chargedUnits(call, ending.units) : 0;
  if (event.outcome !== ending.outcome)
    report(world, `I2: ${requestId} ended ${ending.outcome}, and is booked as ${event.outcome}`);
  else if (event.cost !== expected)
    report(world, `I2: ${requestId} cost ${expected}, and is booked with ${event.cost}`);
}

function checkUnknown(world: World, call: Call, event: EventRow): void {
  const { requestId, admit } = call;
  if (event.outcome !== "unknown") {
    report(world, `I2: ${requestId} is in doubt, and is booked as ${event.outcome}`);
    return;
  }
  const expected = admit?.record.type === "ADMIT" ? admit.record.unknownUnits : 0;
  if (event.cost !== expected && !call.progress.includes(event.cost))
    report(world, `I2: ${requestId} in doubt is booked with ${event.cost}, not ${expected}`);
}

/** A call stays on the accounts it was admitted on, in the period it was admitted in. */
function checkDraws(world: World, call: Call, event: EventRow): void {
  const draws = world.drawsOf.get(`${event.nodeId}|${event.seq}`) ?? [];
  const admitted = new Set(call.draws.map(({ accountId }) => accountId));
  for (const { accountId } of draws)
    if (!admitted.has(accountId) && call.script.kind !== "stream")
      report(world, `period: ${call.requestId} was admitted on ${[...admitted]}, and is booked on ${accountId}`);
  const funded = draws.filter(({ accountId }) => world.tables.accounts.get(accountId)?.kind !== "cap");
  const isCredit = funded.some(({ accountId }) => world.tables.accounts.get(accountId)?.kind === "credit");
  const perUnit = isCredit ? (call.tenant.microPerUnit ?? 1) : 1;
  const drawn = funded.reduce((sum, { cost }) => sum + cost, 0);
  // Where the name of a lease is lost, its draws are: what the lease had left is booked as a gap instead.
  if (!world.damagedNodeIds.has(event.nodeId) && drawn !== event.cost * perUnit)
    report(world, `I3: ${call.requestId} cost ${event.cost} units, and ${drawn} were drawn at ${perUnit}`);
}

function checkEvent(world: World, event: EventRow): void {
  const { outcome, requestId, nodeId, seq } = event;
  if (outcome === "gap") {
    if (!world.harmedNodeIds.has(nodeId)) report(world, `I5: ${nodeId} booked a gap at ${seq} though nothing was lost`);
    return;
  }
  const call = requestId === null ? undefined : world.byRequest.get(requestId);
  if (!call) {
    if (!world.harmedNodeIds.has(nodeId)) report(world, `I2: ${nodeId} ${seq} belongs to no call`);
  } else if (outcome === "dup" && !mayRepeat(world, call))
    report(world, `I2: ${requestId} was sent to the ledger twice, as ${seq}`);
}

/** Sent with its outcome, then found without it. */
function mayRepeat(world: World, { isOutcomeLost, isOutcomeUnwritten, nodeId }: Call): boolean {
  return isOutcomeLost || isOutcomeUnwritten || world.harmedNodeIds.has(nodeId);
}

/** I1 by the upstream's own log, which knows nothing of leases: work done for fixed prices against what was posted. */
function checkUpstream(world: World): void {
  const worked = new Map<string, number>();
  for (const call of world.calls) {
    const { requestId, isExecuted, executedUnits, hold, script, draws, tenant } = call;
    // What a damaged disk has forgotten is a named exception.
    if (!isExecuted || call.isDamaged || call.isDrawDamaged || !hold.isFixed || script.kind === "fails") continue;
    const event = world.tables.requests.get(requestId);
    // In doubt, credits are not charged: that much may be worked for nothing, by calls in flight at most.
    if (event?.outcome === "unknown" && event.cost === 0) continue;
    for (const { accountId, cost } of draws) {
      const isCredit = world.tables.accounts.get(accountId)?.kind === "credit";
      const perUnit = isCredit ? tenant.microPerUnit : 1;
      // A call over several lots: each paid its part.
      const units = draws.length > 1 ? cost : executedUnits * (perUnit ?? 1);
      worked.set(accountId, (worked.get(accountId) ?? 0) + units);
    }
  }
  for (const [accountId, units] of worked) {
    const { bound } = bookOf(world, accountId);
    if (units > bound) report(world, `I1: the upstream worked ${units} for ${accountId}, which had ${bound}`);
  }
}
