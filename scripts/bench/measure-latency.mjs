import { median } from "./median.mjs";
import { stolenSeconds } from "./processors.mjs";
import { runLoad } from "./run-load.mjs";
import { untilIdle } from "./until-idle.mjs";

/** A round in which the host kept more than this from the machine tells of the host, and is repeated. */
export const mostStolenSeconds = 0.25;
export const mostRepeats = 5;

/**
 * @typedef {{ p50Ms: number, p99Ms: number, addedP50Ms: number, addedP99Ms: number }} Taken
 *   medians of the rounds; `added` is what was taken beyond the direct way in the same round
 * @typedef {{ direct: Taken, nginx: Taken | null, through: Taken, rounds: number, callsARound: number,
 *   isAhead: boolean, repeats: number, sqlPerCall: number, calls: number, statements: number }} Latency
 *   `isAhead`: load and upstream went before PostgreSQL on the core that they share with it
 */

/**
 * What the gateway adds to a call at a steady rate: through it minus past it, in turns, each in an open loop; and what
 * nginx adds by the same timetable, for comparison. Counts the statements that reach the database through the gateway.
 * One more round than those that count comes first and warms up; rounds that the host disturbed are repeated, a few times.
 *
 * @param {{ direct: Way, nginx: Way | null, through: Way & { pid: number } }} ways
 * @param {{ rounds: number, isAhead: boolean, perSecond: number, warmupMs: number, measureMs: number, processor: number,
 *   databasePid: number, countStatements: () => Promise<number>, say: (line: string) => void }} how
 * @returns {Promise<Latency>}
 * @typedef {{ port: number, path: string, keys?: string[], expect: number }} Way
 */
export async function measureLatency(ways, { rounds, processor, databasePid, countStatements, say, ...pace }) {
  const { pid, ...through } = ways.through;
  const taken = [];
  let statements = 0;
  const callsARound = Math.round(((pace.warmupMs + pace.measureMs) / 1_000) * pace.perSecond);
  let repeats = 0;
  // At this pace other code is compiled than under full load.
  let isWarm = false;
  while (taken.length < rounds) {
    const stolenBefore = stolenSeconds();
    const past = await runLoad("pace.mjs", processor, { ...ways.direct, ...pace });
    const nginx = ways.nginx && (await runLoad("pace.mjs", processor, { ...ways.nginx, ...pace }));
    await untilIdle([pid, databasePid]);
    const before = await countStatements();
    const by = await runLoad("pace.mjs", processor, { ...through, ...pace });
    if (!isWarm) {
      isWarm = true;
      continue;
    }
    const stolen = stolenSeconds() - stolenBefore;
    const isRepeated = stolen > mostStolenSeconds && repeats < mostRepeats;
    if (isRepeated) repeats++;
    else {
      statements += (await countStatements()) - before;
      taken.push({ past, nginx, by });
    }
    const told = Object.entries({ direct: past, nginx, gateway: by }).map(([name, run]) =>
      run ? `${name} p50 ${run.p50Ms} p99 ${run.p99Ms}` : "",
    );
    const mark = isRepeated ? `again, the host took ${stolen.toFixed(1)} s` : `round ${taken.length}`;
    say(`  ${mark}  ${told.filter(Boolean).join("   ")} ms`);
  }
  /** @param {(one: typeof taken[number]) => { p50Ms: number, p99Ms: number } | null} way @returns {Taken} */
  const middle = (way) => {
    const of = (/** @type {(one: typeof taken[number]) => number} */ value) => median(taken.map(value)) ?? Number.NaN;
    return {
      p50Ms: of((one) => way(one)?.p50Ms ?? Number.NaN),
      p99Ms: of((one) => way(one)?.p99Ms ?? Number.NaN),
      addedP50Ms: of((one) => (way(one)?.p50Ms ?? Number.NaN) - one.past.p50Ms),
      addedP99Ms: of((one) => (way(one)?.p99Ms ?? Number.NaN) - one.past.p99Ms),
    };
  };
  return {
    direct: middle(({ past }) => past),
    nginx: ways.nginx && middle(({ nginx }) => nginx),
    through: middle(({ by }) => by),
    ...{ rounds, callsARound, isAhead: pace.isAhead, repeats, statements },
    calls: callsARound * rounds,
    sqlPerCall: statements / (callsARound * rounds),
  };
}
