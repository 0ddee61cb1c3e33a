import type { FlushRecord, StoreRequest } from "@/lib/metering/core/types";
import type { AccountKind, AccountRef } from "@/lib/metering/types";
import type { Tables } from "../model/tables";
import type { Random } from "../simulator/random";

/** One thing that happens to the ledger, to be done to PostgreSQL and to the model alike. */
export type Command =
  | { kind: "store"; request: StoreRequest }
  /** Time goes by: every instant that is kept moves into the past. */
  | { kind: "pass"; ms: number }
  | { kind: "reap" }
  | { kind: "close_periods" }
  | { kind: "write_off"; leaseId: string }
  | { kind: "lose"; nodeId: string }
  | { kind: "sell"; lotId: string; micro: number; lifeMs: number | null }
  | { kind: "give"; units: number; lifeMs: number }
  | { kind: "announce" };

/** What the commands of one list are about. */
export type Scene = {
  random: Random;
  tables: Tables;
  name: string;
  tenantId: string;
  featureId: string;
  keyId: string;
  nodeIds: readonly [string, string, string];
  periods: { startMs: number; endMs: number }[];
  /** How far everything has moved into the past. */
  passedMs: number;
  counter: number;
};

const passes = [7, 1_013, 20_021, 63_029, 65_537, 950_021, 3_700_013, 5 * 86_400_000 + 17] as const;

/** The next step of a list: mostly sensible, often late, repeated or wrong. */
export function nextCommand(scene: Scene): Command {
  const { random, tables } = scene;
  const draw = random.next();
  if (tables.nodes.size === 0 || draw < 0.05) return { kind: "store", request: openNode(scene) };
  if (tables.accounts.size === 0 || draw < 0.13) return { kind: "store", request: openAccount(scene) };
  if (draw < 0.4) return { kind: "store", request: acquire(scene) };
  if (draw < 0.62) return { kind: "store", request: flush(scene) };
  if (draw < 0.7) return { kind: "store", request: giveBack(scene) };
  if (draw < 0.78) return { kind: "store", request: close(scene) };
  if (draw < 0.8) return { kind: "store", request: { fn: "lease_recall", accountId: someAccount(scene) } };
  if (draw < 0.87) return { kind: "pass", ms: random.pick(passes) };
  if (draw < 0.91) return { kind: "reap" };
  if (draw < 0.93) return { kind: "close_periods" };
  if (draw < 0.94) return { kind: "write_off", leaseId: someLease(scene) };
  if (draw < 0.95) return { kind: "lose", nodeId: someNode(scene).nodeId };
  if (draw < 0.97) return sell(scene);
  if (draw < 0.99) return { kind: "give", units: random.between(1, 40), lifeMs: random.pick([5_000, 600_000]) };
  return { kind: "announce" };
}

function openNode({ random, nodeIds, tables }: Scene): StoreRequest {
  const nodeId = random.pick(nodeIds);
  const node = tables.nodes.get(nodeId);
  const isAhead = random.chance(0.1);
  const knownEpoch = (node?.epoch ?? 0) + (isAhead ? random.below(3) : 0);
  const knownSeq = (node?.lastSeq ?? 0) + (isAhead ? random.below(3) : 0);
  return { fn: "node_open", nodeId, door: "gateway", knownEpoch, knownSeq };
}

function openAccount(scene: Scene): StoreRequest {
  const { random, tenantId, featureId, keyId, passedMs } = scene;
  const kind = random.pick(["quota", "quota", "cap", "overage"] as const);
  const period = scene.periods[random.below(scene.periods.length)] ?? { startMs: 0, endMs: 1 };
  const account: AccountRef = {
    name: `${kind}|${period.startMs}`,
    kind,
    tenantId,
    mode: random.chance(0.9) ? "live" : "test",
    featureId: random.chance(0.95) ? featureId : `${featureId}x`,
    keyId: kind === "cap" ? keyId : null,
    period: { start: new Date(period.startMs - passedMs), end: new Date(period.endMs - passedMs) },
    accountId: null,
  };
  return { fn: "account_open", account };
}

function acquire(scene: Scene): StoreRequest {
  const { random } = scene;
  const { nodeId, epoch } = someNode(scene);
  const min = random.between(1, 12);
  return {
    fn: "lease_acquire",
    leaseId: random.chance(0.85) ? `les_${scene.name}_${scene.counter++}` : someLease(scene),
    accountId: random.chance(0.97) ? someAccount(scene) : "acc_unknown",
    nodeId,
    epoch,
    want: min + random.below(60),
    min,
    ttlMs: random.pick([60_000, 10_000]),
    extend: random.chance(0.2),
  };
}

function giveBack(scene: Scene): StoreRequest {
  const { random } = scene;
  const { nodeId, epoch, lastSeq } = someNode(scene);
  const keep = random.below(40);
  const atSeq = lastSeq - (random.chance(0.2) ? 1 : 0);
  return { fn: "lease_return", leaseId: someLease(scene), nodeId, epoch, keep, firm: random.below(30), atSeq };
}

function close(scene: Scene): StoreRequest {
  const { nodeId, epoch, lastSeq } = someNode(scene);
  const throughSeq = lastSeq + (scene.random.chance(0.15) ? 1 : 0);
  return { fn: "lease_close", leaseId: someLease(scene), nodeId, epoch, throughSeq };
}

function flush(scene: Scene): StoreRequest {
  const { random } = scene;
  const { nodeId, epoch, lastSeq } = someNode(scene);
  // Repeats from before the cursor, and now and then a hole behind it.
  const first = Math.max(1, lastSeq + 1 - (random.chance(0.25) ? random.below(4) : 0)) + (random.chance(0.05) ? 1 : 0);
  const batch = Array.from({ length: random.below(6) }, (_, index) => outcome(scene, nodeId, first + index));
  return { fn: "usage_flush", nodeId, epoch, batch, flushedUntilMs: Date.now() };
}

function outcome(scene: Scene, nodeId: string, seq: number): FlushRecord {
  const { random } = scene;
  const kind = random.pick(["ok", "ok", "ok", "void", "unknown", "gap"] as const);
  const draws = Array.from({ length: random.pick([0, 1, 1, 1, 2] as const) }, () => someDraw(scene, kind === "void"));
  const isRepeat = random.chance(0.07);
  return {
    seq,
    requestId: kind === "gap" ? null : `req_${scene.name}_${isRepeat ? random.below(20) : scene.counter++}_${nodeId}`,
    tenantId: scene.tenantId,
    featureId: scene.featureId,
    keyId: scene.keyId,
    routeId: "rte_unknown",
    outcome: kind,
    cost: draws.reduce((sum, { cost }) => sum + cost, 0),
    admittedAtMs: Date.now(),
    draws,
    log: "",
  };
}

function someDraw(scene: Scene, isVoid: boolean): FlushRecord["draws"][number] {
  const { random, tables } = scene;
  const cost = isVoid ? 0 : random.below(9);
  const lease = tables.leases.get(someLease(scene));
  if (lease && random.chance(0.85)) return { accountId: lease.accountId, leaseId: lease.leaseId, cost };
  return { accountId: random.chance(0.9) ? someAccount(scene) : "acc_unknown", leaseId: null, cost };
}

function sell(scene: Scene): Command {
  const { random } = scene;
  const lifeMs = random.pick([null, 30_000, 1_200_000]);
  return { kind: "sell", lotId: `lot_${scene.name}_${random.below(4)}`, micro: random.between(1, 50), lifeMs };
}

/** A node at its present epoch; sometimes as an earlier start of it would speak. */
function someNode({ random, tables }: Scene): { nodeId: string; epoch: number; lastSeq: number } {
  const nodes = [...tables.nodes.values()];
  const node = nodes[random.below(nodes.length)];
  if (!node) return { nodeId: "nod_unknown", epoch: 1, lastSeq: 0 };
  return { ...node, epoch: random.chance(0.95) ? node.epoch : node.epoch - 1 };
}

/** Prefers what calls are made on. */
const drawnOn: readonly AccountKind[] = ["quota", "credit", "cap", "overage"];

function someAccount({ random, tables }: Scene): string {
  const ids = [...tables.accounts.values()]
    .filter(({ kind }) => drawnOn.includes(kind))
    .map(({ accountId }) => accountId);
  return ids[random.below(Math.max(1, ids.length))] ?? "acc_unknown";
}

/** Rather a live one. */
function someLease({ random, tables, name }: Scene): string {
  const leases = [...tables.leases.values()];
  const live = leases.filter(({ state }) => state === "open" || state === "orphan");
  const from = live.length > 0 && random.chance(0.8) ? live : leases;
  return from[random.below(Math.max(1, from.length))]?.leaseId ?? `les_${name}_none`;
}
