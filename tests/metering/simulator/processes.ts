import { createCore } from "@/lib/metering/core/create-core";
import { step } from "@/lib/metering/core/step";
import type { Effect, Input } from "@/lib/metering/core/types";
import { cutPower } from "./disk";
import { noteLosses } from "./durability";
import { tickMs } from "./plan";
import { openJournal } from "./sim-journal";
import type { SimNode, World } from "./world";

type Bare<T> = T extends unknown ? Omit<T, "monoMs" | "wallMs"> : never;

/** Tells the core something, and does what it answers. */
export function feed(world: World, node: SimNode, bare: Bare<Input>): void {
  const { core, clock } = node;
  if (!core) return;
  const trueMs = world.agenda.nowMs;
  // Made for this call alone, so that its clocks can be set in place.
  let input = bare as Input;
  input.monoMs = clock.mono(trueMs);
  input.wallMs = clock.wall(trueMs);
  if (world.defect?.input) input = world.defect.input(input, node, world);
  if (world.log && input.type !== "tick") world.log(`node${node.index} < ${JSON.stringify(input)}`);
  let effects: Effect[] = [];
  step(core, input, effects);
  if (world.defect?.effects) effects = world.defect.effects(effects, node, world);
  world.perform(node, effects);
}

/** Does something at a node after a while, unless it has died since; a frozen one does it when it wakes. */
export function deliver(world: World, node: SimNode, life: number, afterMs: number, deed: () => void): void {
  const { agenda } = world;
  agenda.at(agenda.nowMs + afterMs, () => {
    if (node.life !== life || !node.core) return;
    if (agenda.nowMs < node.frozenUntilMs) node.deferred.push(deed);
    else deed();
  });
}

/** The process dies at once. What it had written stays, unless the power goes with it. */
export function kill(world: World, node: SimNode, withPower: boolean): void {
  if (!node.core) return;
  const { random, agenda } = world;
  node.life++;
  node.core = null;
  node.journal = null;
  if (node.isAsleepSinceMs !== null) node.clock.slept(agenda.nowMs - node.isAsleepSinceMs);
  node.frozenUntilMs = 0;
  node.isAsleepSinceMs = null;
  node.deferred = [];
  node.tearsNext = false;
  node.pending.clear();
  node.waiting.clear();
  if (withPower) {
    cutPower(node.disk, (unsynced) => random.below(unsynced + 1));
    world.harmedNodeIds.add(node.nodeId);
    node.bootId = `boot_${node.index}_${node.life}`;
    node.clock.restart(agenda.nowMs);
  }
  noteLosses(world, node);
  const { life } = node;
  const downMs = world.areFaultsOn ? random.between(20, 3_000) : 200;
  agenda.at(agenda.nowMs + downMs, () => {
    if (node.life === life) start(world, node);
  });
}

export function start(world: World, node: SimNode): void {
  const { plan, defect, random } = world;
  const door = "gateway" as const;
  node.life++;
  node.awakeSinceMs = world.agenda.nowMs;
  node.syncDue = false;
  const settings = { ...plan.core, nodeId: node.nodeId, door };
  node.core = createCore(defect?.settings ? defect.settings(settings) : settings);
  const { nodeId, bootId } = node;
  const opened = openJournal(node.disk, { nodeId, bootId, ...plan, isBlind: defect?.isBlindBehindDamage === true });
  node.journal = opened.journal;
  node.admitted.clear();
  node.leaseNames.clear();
  node.lots = new Map([...world.lots].map(([tenantId, lots]) => [tenantId, [...lots]]));
  const journal = defect?.recovered ? defect.recovered(opened.recovered) : opened.recovered;
  if (world.log) world.log(`node${node.index} starts with ${node.disk.files.length} segments`);
  feed(world, node, { type: "opened", journal, bootedAgain: journal.rebooted });
  tick(world, node, node.life, random.below(tickMs));
}

function tick(world: World, node: SimNode, life: number, afterMs: number): void {
  deliver(world, node, life, afterMs, () => {
    feed(world, node, { type: "tick" });
    if (node.life === life) tick(world, node, life, tickMs);
  });
}

/** Stops a process for a while without killing it. A sleeping machine's monotonic clock stands still as well. */
export function freeze(world: World, node: SimNode, forMs: number, isAsleep: boolean): void {
  const { agenda } = world;
  const { life } = node;
  if (!node.core || agenda.nowMs < node.frozenUntilMs) return;
  const sinceMs = agenda.nowMs;
  node.frozenUntilMs = sinceMs + forMs;
  node.isAsleepSinceMs = isAsleep ? sinceMs : null;
  agenda.at(node.frozenUntilMs, () => {
    if (node.life === life) wake(world, node);
  });
}

/** What came in meanwhile is heard all at once. */
export function wake(world: World, node: SimNode): void {
  const { agenda } = world;
  const { life } = node;
  if (node.frozenUntilMs === 0) return;
  if (node.isAsleepSinceMs !== null) node.clock.slept(agenda.nowMs - node.isAsleepSinceMs);
  node.frozenUntilMs = 0;
  node.isAsleepSinceMs = null;
  node.awakeSinceMs = agenda.nowMs;
  const waiting = node.deferred;
  node.deferred = [];
  for (const deed of waiting) if (node.life === life && node.core) deed();
}
