import { closePeriods } from "../model/close-periods";
import { reapLeases } from "../model/reap-leases";
import { noteAccount, noteWrittenOff } from "./books";
import { changeUnits, giveExtra, liftLimit, sellCredits } from "./changes";
import { createDisk, flipBit } from "./disk";
import { noteDamage } from "./durability";
import { tickMs } from "./plan";
import { feed, freeze, kill, start } from "./processes";
import type { Tenant } from "./tenants";
import type { SimNode, World } from "./world";

/** Lets everything go wrong that can, each at its own rate, until the faults are switched off. */
export function keepFailing(world: World): void {
  const { agenda } = world;
  agenda.at(agenda.nowMs + tickMs, () => {
    if (!world.areFaultsOn) return;
    for (const node of world.nodes) strike(world, node);
    if (world.random.chance((world.plan.rates.outage * tickMs) / 1_000))
      world.storeDownUntilMs = agenda.nowMs + world.random.between(50, 5_000);
    keepFailing(world);
  });
}

function strike(world: World, node: SimNode): void {
  const { random, agenda, plan } = world;
  const { rates } = plan;
  if (random.chance(rates.jump)) node.clock.jump(random.between(-3_600_000, 3_600_000));
  if (random.chance(rates.crash)) {
    if (random.chance(0.5)) kill(world, node, false);
    else node.tearsNext = true;
  }
  if (random.chance(rates.powerCut)) kill(world, node, true);
  if (random.chance(rates.freeze)) freeze(world, node, random.between(100, 12_000), false);
  if (random.chance(rates.suspend)) freeze(world, node, random.between(100, 30_000), true);
  if (random.chance(rates.partition))
    node.partitionedUntilMs = Math.max(node.partitionedUntilMs, agenda.nowMs + random.between(200, 9_000));
  if (random.chance(rates.diskFull)) fillDisk(world, node, random.between(100, 3_000));
  if (random.chance(rates.syncError)) node.disk.faults.syncsToFail = random.pick([1, 1, 2]);
  if (random.chance(rates.flip)) damage(world, node);
  if (random.chance(rates.wipe)) wipe(world, node);
}

function fillDisk(world: World, node: SimNode, forMs: number): void {
  const { agenda } = world;
  node.disk.faults.isFull = true;
  agenda.at(agenda.nowMs + forMs, () => emptyDisk(world, node));
}

export function emptyDisk(world: World, node: SimNode): void {
  if (!node.disk.faults.isFull) return;
  node.disk.faults.isFull = false;
  if (!node.journal?.isFailed) feed(world, node, { type: "journal_room", state: "ok" });
}

/** One bit of what is on the disk turns over; it is read at the next start, so the process dies with it. */
function damage(world: World, node: SimNode): void {
  const { random } = world;
  const file = node.disk.files[random.below(Math.max(1, node.disk.files.length))];
  if (!file || file.length === 0) return;
  const bit = random.below(file.length * 8);
  flipBit(file, bit);
  world.log?.(`node${node.index} has byte ${bit >> 3} of segment ${file.name} damaged`);
  for (const call of world.calls) if (call.node === node) noteDamage(call, file.name, bit >> 3);
  world.harmedNodeIds.add(node.nodeId);
  world.damagedNodeIds.add(node.nodeId);
  kill(world, node, false);
}

/** The data directory is gone: what comes up is another node, and an admin has to let go of the old one. */
function wipe(world: World, node: SimNode): void {
  kill(world, node, false);
  world.lostNodeIds.add(node.nodeId);
  node.life++;
  node.disk = createDisk();
  node.nodeId = `${node.nodeId}x`;
  start(world, node);
}

/** What the worker and the operator's customers do all the while. */
export function keepHouse(world: World): void {
  const { agenda, tables, random, defect } = world;
  agenda.at(agenda.nowMs + 500, () => {
    if (agenda.nowMs >= world.storeDownUntilMs) {
      reap(world);
      closePeriods(tables, agenda.nowMs, 9_000);
      for (const account of tables.accounts.values())
        if (account.periodEndMs !== null) noteAccount(world, account.accountId);
      if (defect?.house) defect.house(world);
      if (world.areFaultsOn && random.chance(0.4)) change(world);
    }
    keepHouse(world);
  });
}

function reap(world: World): void {
  const { tables, agenda, defect } = world;
  const live = [...tables.live.values()].flatMap((leases) => [...leases]);
  if (defect?.reap) defect.reap(tables, agenda.nowMs);
  else reapLeases(tables, agenda.nowMs);
  for (const lease of live) {
    if (lease.state !== "written_off") continue;
    // Later use of it is a named exception to the limit.
    noteWrittenOff(world, lease);
  }
}

function change(world: World): void {
  const { random } = world;
  const tenant = world.tenants[random.below(world.tenants.length)] as Tenant;
  const { units } = tenant;
  if (tenant.microPerUnit !== null && random.chance(0.6)) sellCredits(world, tenant);
  else if (random.chance(0.1)) liftLimit(world, tenant);
  else if (random.chance(0.3)) {
    const given = random.chance(0.2) ? null : random.between(1, 20) * units;
    giveExtra(world, tenant, given, random.between(1_000, 5_000));
  } else changeUnits(world, tenant, random.between(-10, 30) * units);
}
