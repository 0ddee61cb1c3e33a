/**
 * Steps of a start. Each prints one line: what is done, how long it took, and what came of it.
 *
 * @param {import("./lifecycle.mjs").Lifecycle} life
 */
export function openSteps(life) {
  /**
   * @template T
   * @param {string} title
   * @param {(note: (line: string) => void) => T | Promise<T>} work
   * @param {(result: T) => string} [summary] a few words on the result
   * @returns {Promise<T>}
   */
  return async function step(title, work, summary = () => "") {
    // Once the end has begun nothing new is started; the process leaves from there.
    if (life.isEnding()) return new Promise(() => {});
    const startedAt = performance.now();
    process.stdout.write(`  ${title.padEnd(14)} `);
    const result = await work((line) => process.stdout.write(`\n    ${line}\n  ${" ".repeat(14)} `));
    if (life.isEnding()) return new Promise(() => {});
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
    console.log(`${seconds.padStart(6)} s   ${summary(result)}`.trimEnd());
    return result;
  };
}
