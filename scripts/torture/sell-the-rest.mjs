import { offerCalls } from "./offer-calls.mjs";

const longestMs = 300_000;

/**
 * After the faults: callers go on until every limited tenant has nothing left. What cannot be sold for a while, although
 * nothing is broken any more, stays unsold.
 *
 * @param {{ sql: import("postgres").Sql, nodes: { port: number }[], kinds: import("./offer-calls.mjs").Kind[],
 *   leftOver: Record<string, number>, tenantOf: (name: string) => string, patienceMs: number, random: () => number }} given
 *   `leftOver`: units of the account that too dear a call must leave, by kind; `patienceMs`: how long nothing may be sold
 * @returns {Promise<{ answers: import("./offer-calls.mjs").Answer[], unsold: string[], soldOut: Map<string, number> }>}
 *   `soldOut`: seconds after which each had nothing left
 */
export async function sellTheRest({ sql, nodes, kinds, leftOver, tenantOf, patienceMs, random }) {
  const startedAt = performance.now();
  const passedMs = () => performance.now() - startedAt;
  /** @type {Map<string, number>} */
  const soldOut = new Map();
  /** @type {Map<string, number>} */
  const rests = new Map();
  let progressMs = 0;

  async function look() {
    const rows = await sql`select tenant_id as "tenantId", sum(posted - consumed)::float8 as rest from ledger_account
      where enforced and kind in ('quota', 'credit') group by 1`;
    for (const { name } of kinds) {
      const rest = rows.find(({ tenantId }) => tenantId === tenantOf(name))?.rest ?? Number.POSITIVE_INFINITY;
      if (rest !== rests.get(name)) progressMs = passedMs();
      rests.set(name, rest);
      if (rest <= (leftOver[name] ?? 0) && !soldOut.has(name)) soldOut.set(name, passedMs() / 1_000);
    }
  }

  const timer = setInterval(() => void look().catch(() => undefined), 500);
  const isOver = () => soldOut.size === kinds.length || passedMs() - progressMs > patienceMs;
  const answers = await offerCalls({ nodes, kinds, concurrency: 32, seconds: longestMs / 1_000, random, isOver });
  clearInterval(timer);
  await look();
  const unsold = kinds.flatMap(({ name }) =>
    soldOut.has(name) ? [] : [`${name}: ${rests.get(name)} units of what was sold could not be used`],
  );
  return { answers, unsold, soldOut };
}
