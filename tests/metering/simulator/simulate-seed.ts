import { brokenRules } from "../model/rules";
import { budgetKey, createTables, type DrawRow, entitlementKey } from "../model/tables";
import { createAgenda } from "./agenda";
import { sellCredits } from "./changes";
import { checkEnd } from "./check-end";
import { createClock } from "./clock";
import { createDisk } from "./disk";
import { run } from "./effects";
import { emptyDisk, keepFailing, keepHouse } from "./faults";
import { createPlan, type Plan } from "./plan";
import { kill, start, wake } from "./processes";
import type { Random } from "./random";
import { createTenants } from "./tenants";
import { keepCalling } from "./traffic";
import { type Defect, report, type SimNode, type World } from "./world";

export type SeedResult = { seed: number; problems: string[]; world: World };

const startMs = Date.UTC(2026, 0, 31, 23, 59, 50);
/** From the end of all faults until an acquire of unknown result is surely over, and every call is answered by what was bought. */
const calmAfterMs = 7_500;
/** From the end of all faults to the last lease closed. */
const restMs = 60_000;

/** One life of a small world: first everything goes wrong, then nothing does, and then the books must be exact. */
export function simulateSeed(seed: number, defect: Defect | null = null, log: World["log"] = null): SeedResult {
  const { plan, random } = createPlan(seed);
  const world = createWorld(plan, random, defect, log);
  const { agenda } = world;
  for (const node of world.nodes) start(world, node);
  const faultsEndMs = startMs + plan.faultsMs;
  const callsEndMs = faultsEndMs + calmAfterMs + 1_000;
  keepHouse(world);
  keepFailing(world);
  keepCalling(world, callsEndMs);
  const isFailed = () => world.problems.length > 0;
  agenda.runUntil(faultsEndMs, isFailed);
  if (!isFailed()) {
    heal(world);
    agenda.runUntil(callsEndMs, isFailed);
  }
  for (let atMs = callsEndMs; !isFailed() && atMs < faultsEndMs + restMs && !isAtRest(world); atMs += 250)
    agenda.runUntil(atMs, isFailed);
  if (!isFailed()) checkRest(world);
  if (!isFailed()) checkEnd(world);
  return { seed, problems: world.problems, world };
}

function createWorld(plan: Plan, random: Random, defect: Defect | null, log: World["log"]): World {
  const tables = createTables(plan.times);
  const world: World = {
    plan,
    random,
    agenda: createAgenda(startMs),
    tables,
    nodes: [],
    tenants: createTenants(random, 20),
    lots: new Map(),
    calls: [],
    byRequest: new Map(),
    areFaultsOn: true,
    storeDownUntilMs: 0,
    perform: (node, effects) => run(world, node, effects),
    defect,
    problems: [],
    alarms: new Map(),
    books: new Map(),
    unbooked: new Map(),
    calmSinceMs: Number.POSITIVE_INFINITY,
    lostNodeIds: new Set(),
    harmedNodeIds: new Set(),
    damagedNodeIds: new Set(),
    drawsOf: new Map(),
    counts: { admitted: 0, exhausted: 0, held: 0, unknown: 0, notReady: 0, other: 0 },
    log,
  };
  for (const tenant of world.tenants) {
    tables.entitlements.set(entitlementKey(tenant.tenantId, tenant.featureId), tenant.entitlement);
    if (tenant.budget !== null) tables.budgets.set(budgetKey(tenant.keyId, tenant.featureId), tenant.budget);
    if (tenant.microPerUnit !== null) for (let lot = random.between(0, 4); lot > 0; lot--) sellCredits(world, tenant);
  }
  for (let index = 0; index < 3; index++) world.nodes.push(createNode(world, index));
  return world;
}

function createNode({ plan, random }: World, index: number): SimNode {
  const ppm = random.between(-plan.driftPpm, plan.driftPpm);
  return {
    index,
    nodeId: `node_${index}`,
    life: 0,
    core: null,
    clock: createClock(startMs - random.between(0, 100_000), ppm, random.between(-5_000, 5_000)),
    disk: createDisk(),
    bootId: `boot_${index}`,
    journal: null,
    frozenUntilMs: 0,
    isAsleepSinceMs: null,
    deferred: [],
    awakeSinceMs: startMs,
    partitionedUntilMs: 0,
    tearsNext: false,
    syncDue: false,
    waiting: new Map(),
    nextTicket: 1,
    pending: new Set(),
    lots: new Map(),
    admitted: new Map(),
    leaseNames: new Map(),
  };
}

/** Nothing fails from now on; what is broken is started again, what is lost is let go of by an admin. */
function heal(world: World): void {
  const { agenda, tables } = world;
  world.areFaultsOn = false;
  world.storeDownUntilMs = 0;
  world.calmSinceMs = agenda.nowMs + calmAfterMs;
  for (const node of world.nodes) {
    node.partitionedUntilMs = 0;
    node.disk.faults.syncsToFail = 0;
    node.tearsNext = false;
    emptyDisk(world, node);
    wake(world, node);
    if (node.journal?.isFailed) kill(world, node, false);
  }
  for (const nodeId of world.lostNodeIds) {
    const row = tables.nodes.get(nodeId);
    if (row) row.lostAtMs = agenda.nowMs;
  }
}

/** Nothing is under way any more: no lease, no record, no call. */
function isAtRest(world: World): boolean {
  for (const live of world.tables.live.values()) if (live.size > 0) return false;
  return world.calls.every((call) => call.admit === null || call.isBooked || call.isAdmitLost || isLost(world, call));
}

const isLost = (world: World, { nodeId }: { nodeId: string }): boolean => world.lostNodeIds.has(nodeId);

function checkRest(world: World): void {
  for (const broken of brokenRules(world.tables)) report(world, broken);
  for (const live of world.tables.live.values())
    for (const { leaseId, state } of live) report(world, `liveness: ${leaseId} is still ${state}`);
  for (const call of world.calls)
    if (call.admit && !call.isBooked && !call.isAdmitLost && !isLost(world, call))
      report(world, `liveness: ${call.requestId} is still not in the ledger`);
  world.drawsOf = groupDraws(world.tables.draws);
}

function groupDraws(draws: DrawRow[]): Map<string, DrawRow[]> {
  const grouped = new Map<string, DrawRow[]>();
  for (const draw of draws) {
    const key = `${draw.nodeId}|${draw.seq}`;
    const known = grouped.get(key);
    if (known) known.push(draw);
    else grouped.set(key, [draw]);
  }
  return grouped;
}
