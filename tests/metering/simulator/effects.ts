import type { Effect } from "@/lib/metering/core/types";
import type { JournalRecord } from "@/lib/metering/journal/types";
import { checkAdmission } from "./check-admission";
import { noteUnwritten, noteWritten } from "./durability";
import { deliver, feed, kill } from "./processes";
import { callStore } from "./store-calls";
import { onAnswer, onExtended } from "./traffic";
import type { SimNode, World } from "./world";

/** Does what the core asks, in order; what stands behind a failed append is not done. */
export function run(world: World, node: SimNode, effects: Effect[]): void {
  const { life } = node;
  for (let index = 0; index < effects.length; index++) {
    const effect = effects[index] as Effect;
    if (effect.type === "append" && !append(world, node, effect.record)) {
      if (node.life !== life) return;
      const undone = effects.slice(index);
      for (const effect of undone) if (effect.type === "append") noteUnwritten(node, effect.record);
      feed(world, node, { type: "append_failed", pos: effect.record.pos, undone });
      const state = node.journal?.isFailed ? "failed" : "full";
      if (node.life === life) feed(world, node, { type: "journal_room", state });
      return;
    }
    if (effect.type !== "append") perform(world, node, effect);
    // It may have died of it.
    if (node.life !== life) return;
  }
}

function append(world: World, node: SimNode, record: JournalRecord): boolean {
  const { journal } = node;
  if (!journal) return false;
  if (node.tearsNext) {
    journal.tear(record, world.random.next());
    kill(world, node, false);
    return false;
  }
  const written = journal.append(record);
  if (world.log) world.log(`node${node.index} ${written ? "writes" : "cannot write"} ${JSON.stringify(record)}`);
  if (!written) return false;
  noteWritten(world, node, written);
  if (record.type === "ADMIT") checkAdmission(world, node, record);
  syncSoon(world, node);
  return true;
}

/** At most 10 ms after the first unsynced byte. */
function syncSoon(world: World, node: SimNode): void {
  if (node.syncDue) return;
  node.syncDue = true;
  deliver(world, node, node.life, 10, () => sync(world, node));
}

function sync(world: World, node: SimNode): void {
  node.syncDue = false;
  const { journal } = node;
  if (!journal) return;
  const pos = journal.lastPos;
  const isDone = world.defect?.syncsEarly ? true : journal.sync();
  feed(world, node, isDone ? { type: "synced", pos } : { type: "journal_room", state: "failed" });
}

function perform(world: World, node: SimNode, effect: Exclude<Effect, { type: "append" }>): void {
  switch (effect.type) {
    case "sync":
      deliver(world, node, node.life, world.random.between(0, 4), () => sync(world, node));
      return;
    case "call":
      callStore(world, node, effect.call, effect.request, effect.timeoutMs);
      return;
    case "answer":
      onAnswer(world, node, effect.ticket, effect.reservation);
      return;
    case "extended":
      // The stream hears of it when this step is done, as a promise would tell it.
      deliver(world, node, node.life, 0, () => onExtended(node, effect.ticket, effect.granted));
      return;
    case "reread": {
      const { seq, max } = effect;
      deliver(world, node, node.life, 3, () =>
        feed(world, node, { type: "reread", records: node.journal?.reread(seq, max) ?? [] }),
      );
      return;
    }
    case "flushed":
      node.journal?.forget(effect.seq);
      return;
    case "alarm":
      world.alarms.set(effect.alarm, (world.alarms.get(effect.alarm) ?? 0) + 1);
      world.log?.(`node${node.index} alarm ${effect.alarm}: ${effect.detail}`);
      return;
    case "stop":
      kill(world, node, false);
      return;
  }
}
