/**
 * @typedef {{ only: string[], skip: string[], grep: string | null }} Options
 */

/**
 * `--only=db,gateway`, `--skip=e2e`, `--grep=text`.
 *
 * @param {string[]} args @param {string[]} stages the names that exist
 * @returns {Options}
 * @throws {Error} on an unknown option or stage
 */
export function readOptions(args, stages) {
  /** @type {Options} */
  const options = { only: [], skip: [], grep: null };
  for (const argument of args) {
    const [, name, value = ""] = /^--(only|skip|grep)=(.+)$/.exec(argument) ?? [];
    if (!name) throw new Error(`Unknown option ${argument}. Known: --only=, --skip=, --grep=.`);
    if (name === "grep") {
      options.grep = value;
      continue;
    }
    const names = value.split(",").map((stage) => stage.trim());
    const unknown = names.filter((stage) => !stages.includes(stage));
    if (unknown.length > 0) throw new Error(`Unknown stage ${unknown.join(", ")}. Known: ${stages.join(", ")}.`);
    options[name === "only" ? "only" : "skip"].push(...names);
  }
  return options;
}
