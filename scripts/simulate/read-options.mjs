/**
 * @param {string[]} given
 * @returns {{ seeds: number, seed: number | null, from: number }}
 */
export function readOptions(given) {
  const options = { seeds: 10_000, from: 1, seed: /** @type {number | null} */ (null) };
  for (const option of given) {
    const [, name, text] = /^--(seeds|seed|from)=(\d+)$/.exec(option) ?? [];
    const value = Number(text);
    if (!name || !Number.isSafeInteger(value))
      throw new Error(`Unknown option ${option}: --seeds=N, --from=N or --seed=N.`);
    if (name === "seeds") options.seeds = value;
    else if (name === "from") options.from = value;
    else options.seed = value;
  }
  return options;
}
