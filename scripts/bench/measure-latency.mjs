import { median } from "./median.mjs";
import { runLoad } from "./run-load.mjs";

/**
 * @typedef {{ addedP50Ms: number, addedP99Ms: number, direct: { p50Ms: number, p99Ms: number },
 *   through: { p50Ms: number, p99Ms: number }, sqlPerCall: number, calls: number, statements: number }} Latency
 */

/**
 * What the gateway adds to a call at a steady rate: through it minus past it, in turns, each in an open loop. Counts the
 * statements that reach the database meanwhile.
 *
 * @param {{ port: number, path: string, keys: string[], expect: number }} through
 * @param {{ port: number, path: string, expect: number }} direct
 * @param {{ rounds: number, perSecond: number, warmupMs: number, measureMs: number, processor: number,
 *   countStatements: () => Promise<number>, say: (line: string) => void }} how
 * @returns {Promise<Latency>}
 */
export async function measureLatency(through, direct, { rounds, processor, countStatements, say, ...pace }) {
  const pairs = [];
  let statements = 0;
  let calls = 0;
  for (let round = 1; round <= rounds; round++) {
    const past = await runLoad("pace.mjs", processor, { ...direct, ...pace });
    const before = await countStatements();
    const by = await runLoad("pace.mjs", processor, { ...through, ...pace });
    statements += (await countStatements()) - before;
    calls += Math.round(((pace.warmupMs + pace.measureMs) / 1_000) * pace.perSecond);
    pairs.push({ past, by });
    say(`  round ${round}  direct p50 ${past.p50Ms} p99 ${past.p99Ms}   gateway p50 ${by.p50Ms} p99 ${by.p99Ms} ms`);
  }
  const middle = (/** @type {(pair: typeof pairs[number]) => number} */ of) => median(pairs.map(of)) ?? Number.NaN;
  return {
    addedP50Ms: middle(({ past, by }) => by.p50Ms - past.p50Ms),
    addedP99Ms: middle(({ past, by }) => by.p99Ms - past.p99Ms),
    direct: { p50Ms: middle(({ past }) => past.p50Ms), p99Ms: middle(({ past }) => past.p99Ms) },
    through: { p50Ms: middle(({ by }) => by.p50Ms), p99Ms: middle(({ by }) => by.p99Ms) },
    sqlPerCall: statements / calls,
    calls,
    statements,
  };
}
