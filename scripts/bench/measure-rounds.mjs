import { processorSeconds } from "./processors.mjs";
import { runLoad } from "./run-load.mjs";
import { untilIdle } from "./until-idle.mjs";

/**
 * @typedef {{ name: string, pid: number, port: number, path: string, keys?: string[], expect: number }} Subject
 * @typedef {{ callsPerSecond: number, p50Ms: number, p99Ms: number, share: number | null, usPerCall: number | null }} Round
 *   `share` is how much of its processor the subject used; `usPerCall` how much processor time a call cost it, with
 *   what it did only after its answer
 */

/**
 * Lets each subject meet its calls before it is measured: code is compiled, connections are kept, leases are warm.
 * What it answers meanwhile is not asked.
 *
 * @param {Subject[]} subjects @param {{ connections: number, processor: number, databasePid: number }} how
 */
export async function warmUp(subjects, { processor, databasePid, ...load }) {
  for (const { name: _name, pid, expect: _expect, ...call } of subjects) {
    await runLoad("load.mjs", processor, { ...call, ...load, warmupMs: 0, measureMs: 2_000 });
    await untilIdle([pid, databasePid]);
  }
}

/**
 * Loads each subject in turn, round after round, so that whatever else the machine does meets all of them alike. What a
 * subject still has to do after its calls is waited for, as well as what the database has, and is in what they cost.
 *
 * @param {Subject[]} subjects
 * @param {{ rounds: number, connections: number, warmupMs: number, measureMs: number, processor: number,
 *   databasePid: number, say: (line: string) => void }} how
 * @returns {Promise<Map<string, Round[]>>}
 */
export async function measureRounds(subjects, { rounds, processor, databasePid, say, ...load }) {
  /** @type {Map<string, Round[]>} */
  const results = new Map(subjects.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const { name, pid, ...call } of subjects) {
      const cpuBefore = processorSeconds(pid);
      const startedAt = performance.now();
      const { calls, callsPerSecond, p50Ms, p99Ms } = await runLoad("load.mjs", processor, { ...call, ...load });
      const cpuAfter = processorSeconds(pid);
      const used = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
      const share = used === null ? null : used / ((performance.now() - startedAt) / 1_000);
      await untilIdle([pid, databasePid]);
      const cpuIdle = processorSeconds(pid);
      const usPerCall = cpuBefore === null || cpuIdle === null ? null : ((cpuIdle - cpuBefore) * 1e6) / calls;
      results.get(name)?.push({ callsPerSecond, p50Ms, p99Ms, share, usPerCall });
      const figures = `${String(callsPerSecond).padStart(6)} calls/s   p99 ${p99Ms} ms`;
      const cost =
        share === null ? "" : `   ${Math.round(share * 100)} % of its core, ${usPerCall?.toFixed(1)} µs a call`;
      say(`  round ${round}  ${name.padEnd(22)} ${figures}${cost}`);
    }
  }
  return results;
}
