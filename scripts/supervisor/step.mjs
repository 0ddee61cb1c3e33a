/**
 * Runs one step of the start and prints one line for it: what is done, what came of it, and how long it took.
 *
 * @template T
 * @param {import("./lifecycle.mjs").Lifecycle} life
 * @param {string} title
 * @param {(note: (line: string) => void) => T | Promise<T>} work
 * @param {(result: T) => string} [summary] a few words on the result
 * @returns {Promise<T>}
 */
export async function step(life, title, work, summary = () => "") {
  // The end has begun: nothing new is started, and the process leaves from there.
  if (life.isEnding()) return new Promise(() => {});
  const startedAt = performance.now();
  process.stdout.write(`  ${title.padEnd(26, " ")} `);
  const result = await work((line) => process.stdout.write(`\n    ${line}\n  ${" ".repeat(26)} `));
  if (life.isEnding()) return new Promise(() => {});
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  const detail = summary(result);
  console.log(`${seconds.padStart(6)} s${detail ? `   ${detail}` : ""}`);
  return result;
}
