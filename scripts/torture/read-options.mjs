/**
 * How long to torture, and how. A lease lives shorter in a shorter run, so that a gateway can be frozen past it.
 *
 * @param {string[]} args
 * @returns {{ seconds: number, leaseTtlMs: number, unitsPerSecond: number, seed: number }} `unitsPerSecond`: how many
 *   units of the hard quota there are for each second of the run
 * @throws {Error} on an unknown option
 */
export function readOptions(args) {
  const options = {
    seconds: 60,
    leaseTtlMs: 10_000,
    unitsPerSecond: 165,
    seed: Math.floor(Date.now() / 1_000) % 1_000_000,
  };
  for (const arg of args) {
    const [, name, value = ""] = /^--(short|minutes|seed)(?:=(\d+))?$/.exec(arg) ?? [];
    if (!name || (name !== "short" && Number(value) === 0)) {
      throw new Error(`Unknown option ${arg}. Known: --short, --minutes=, --seed=.`);
    }
    if (name === "short") Object.assign(options, { seconds: 14, leaseTtlMs: 5_000, unitsPerSecond: 80 });
    if (name === "minutes") Object.assign(options, { seconds: Number(value) * 60, leaseTtlMs: 30_000 });
    if (name === "seed") options.seed = Number(value);
  }
  return options;
}
