import { offerCalls } from "./offer-calls.mjs";

/**
 * After the faults: callers go on until every limited tenant has nothing left, so that no unit stays unsold.
 *
 * @param {{ sql: import("postgres").Sql, nodes: { port: number }[], kinds: import("./offer-calls.mjs").Kind[],
 *   leftOver: Record<string, number>, tenantOf: (name: string) => string, seconds: number, random: () => number }} given
 *   `leftOver`: units of the account that too dear a call must leave, by kind
 * @returns {Promise<{ answers: import("./offer-calls.mjs").Answer[], unsold: string[], soldOut: Map<string, number> }>}
 *   `soldOut`: seconds after which each had nothing left
 */
export async function sellTheRest({ sql, nodes, kinds, leftOver, tenantOf, seconds, random }) {
  /** @type {string[]} */
  let unsold = ["not looked at"];
  const startedAt = performance.now();
  /** @type {Map<string, number>} */
  const soldOut = new Map();
  const look = async () => {
    const rows = await sql`select tenant_id as "tenantId", sum(posted - consumed)::float8 as rest from ledger_account
      where enforced and kind in ('quota', 'credit') group by 1`;
    unsold = kinds.flatMap(({ name }) => {
      const rest = rows.find(({ tenantId }) => tenantId === tenantOf(name))?.rest ?? 0;
      if (rest <= (leftOver[name] ?? 0) && !soldOut.has(name))
        soldOut.set(name, (performance.now() - startedAt) / 1_000);
      return rest > (leftOver[name] ?? 0) ? [`${name}: ${rest} units of what was sold could not be used`] : [];
    });
  };
  const timer = setInterval(() => void look().catch(() => undefined), 500);
  const answers = await offerCalls({
    nodes,
    kinds,
    concurrency: 32,
    seconds,
    random,
    isOver: () => unsold.length === 0,
  });
  clearInterval(timer);
  await look();
  return { answers, unsold, soldOut };
}
