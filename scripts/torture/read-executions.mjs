import fs from "node:fs";

/**
 * @typedef {{ times: number, status: number, cost: number }} Execution status 0: the upstream broke off without an answer
 */

/** The upstream's own log, by request id. @param {string} file @returns {Map<string, Execution>} */
export function readExecutions(file) {
  /** @type {Map<string, Execution>} */
  const executions = new Map();
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    const [id = "", status, cost] = line.split(" ");
    if (cost === undefined) continue;
    const times = (executions.get(id)?.times ?? 0) + 1;
    executions.set(id, { times, status: Number(status), cost: Number(cost) });
  }
  return executions;
}
