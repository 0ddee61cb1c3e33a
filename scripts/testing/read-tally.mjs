import fs from "node:fs";

/** @typedef {Record<string, number>} Tally what the payment sandboxes of a run checked, by name */

/**
 * The sum of what every payment sandbox of the run wrote at its end; null when none ran.
 *
 * @param {string} file one JSON object a line
 * @returns {Tally | null}
 */
export function readTally(file) {
  if (!fs.existsSync(file)) return null;
  /** @type {Tally} */
  const sum = {};
  for (const line of fs.readFileSync(file, "utf8").trim().split("\n")) {
    for (const [name, count] of Object.entries(JSON.parse(line))) sum[name] = (sum[name] ?? 0) + Number(count);
  }
  return sum;
}

/**
 * One more line of the table: a request or an answer that Stripe's types do not allow is a failure of the run, and so
 * is a run that checked nothing.
 *
 * @param {Tally | null} tally
 * @returns {import("./summary.mjs").Row}
 */
export function judgeTally(tally) {
  const wrong = (tally?.stripe_violations ?? 0) + (tally?.stripe_requests_refused ?? 0);
  const isGood = wrong === 0 && (tally?.stripe_requests_checked ?? 0) > 0 && (tally?.stripe_answers_checked ?? 0) > 0;
  return { name: "contract", state: isGood ? "passed" : "failed", passed: +isGood, failed: +!isGood, seconds: 0 };
}
