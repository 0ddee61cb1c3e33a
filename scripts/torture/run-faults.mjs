import { setTimeout as sleep } from "node:timers/promises";
import { tearJournal } from "./tear-journal.mjs";

/** @typedef {{ kills: number, torn: Record<string, number>, crashes: number, freezes: number, outages: number }} Done */

/**
 * Everything that goes wrong during a run, each on its own clock, until the time is over.
 *
 * @param {import("../bench/open-rig.mjs").Rig} rig @param {import("./open-fleet.mjs").Fleet} fleet
 * @param {{ seconds: number, leaseTtlMs: number, random: () => number, say: (line: string) => void }} how
 * @returns {Promise<Done>}
 */
export async function runFaults(rig, fleet, { seconds, leaseTtlMs, random, say }) {
  const endsAt = Date.now() + seconds * 1_000;
  const left = () => endsAt - Date.now();
  const between = (/** @type {number} */ from, /** @type {number} */ to) => from + random() * (to - from);
  /** @type {Done} */
  const done = { kills: 0, torn: {}, crashes: 0, freezes: 0, outages: 0 };
  const [first, second, last] = fleet.nodes;
  if (!first || !second || !last) throw new Error("A torture run needs three gateways.");

  /** Repeats a fault, with pauses in between, as long as it ends in time. @param {() => number} pauseMs @param {number} lastsMs @param {() => Promise<unknown>} fault */
  async function repeat(pauseMs, lastsMs, fault) {
    for (;;) {
      const pause = pauseMs();
      if (left() < pause + lastsMs) return;
      await sleep(pause);
      await fault();
    }
  }

  /** @type {Promise<unknown>[]} */
  const restarts = [];
  async function killOne() {
    const up = fleet.nodes.filter(({ isUp, isFrozen }) => isUp && !isFrozen);
    const node = up[Math.floor(random() * up.length)];
    // One stays up, so that there is load to be broken; all at once is a fault of its own.
    if (!node || up.length < 2) return;
    const tears = random() < 0.5;
    const whileDead = async () => {
      const what = tears ? tearJournal(node.folder, random()) : null;
      if (what) done.torn[what] = (done.torn[what] ?? 0) + 1;
      await sleep(between(0, 300));
    };
    restarts.push(fleet.kill(node, whileDead));
  }

  const frozenMs = leaseTtlMs + 2_000;
  await Promise.all([
    repeat(() => between(400, 1_200), 2_000, killOne),
    repeat(
      () => seconds * 450,
      3_000,
      async () => {
        say("  all gateways killed at once");
        await Promise.all(fleet.nodes.map((node) => fleet.kill(node)));
      },
    ),
    repeat(
      () => seconds * 220,
      6_000,
      async () => {
        say("  PostgreSQL stopped without warning");
        await rig.crashDatabase(between(100, 2_000));
        done.crashes++;
      },
    ),
    repeat(
      () => between(1_000, 3_500),
      frozenMs + 2_000,
      async () => {
        say(`  ${second.name} frozen for ${frozenMs / 1_000} s, past its leases`);
        await fleet.freeze(second, frozenMs);
        done.freezes++;
      },
    ),
    repeat(
      () => seconds * 150,
      6_000,
      async () => {
        say(`  ${last.name} cut off from PostgreSQL`);
        await last.proxy.leave(Math.min(10_000, seconds * 150));
        done.outages++;
      },
    ),
    repeat(
      () => between(200, 900),
      2_000,
      async () => {
        const node = fleet.nodes[Math.floor(random() * fleet.nodes.length)];
        node?.proxy.cut(random() < 0.7 ? "after" : "before");
      },
    ),
  ]);
  await Promise.all([sleep(Math.max(0, left())), ...restarts]);
  done.kills = fleet.kills();
  return done;
}
