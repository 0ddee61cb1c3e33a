import path from "node:path";
import { Worker } from "node:worker_threads";

/** @typedef {{ seed: number, problem: string }} Failure */
/**
 * @typedef {{ done?: number, failures?: Failure[], found?: { name: string, found: Failure | null }[], lines?: string[],
 *   problems?: string[], defects?: number }} Answer
 */

/**
 * Bundles the simulation and opens threads that run it, each one question at a time.
 *
 * @param {string} root @param {string} folder for the bundle @param {number} count
 */
export async function openWorkers(root, folder, count) {
  const { build } = await import("esbuild");
  const file = path.join(folder, "simulation.mjs");
  await build({
    entryPoints: [path.join(root, "tests", "metering", "simulator", "work.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    tsconfig: path.join(root, "tsconfig.json"),
    absWorkingDir: root,
    logLevel: "error",
  });
  const threads = Array.from({ length: count }, () => new Worker(file));
  /** @type {{ asked: object, resolve: (answer: Answer) => void, reject: (error: unknown) => void }[]} */
  const waiting = [];
  const idle = [...threads];
  const next = () => {
    const thread = waiting.length > 0 ? idle.pop() : undefined;
    const question = thread && waiting.shift();
    if (!thread || !question) return;
    const end = () => {
      thread.off("error", failed);
      thread.off("message", answered);
    };
    const failed = (/** @type {unknown} */ error) => {
      end();
      question.reject(error);
    };
    const answered = (/** @type {Answer} */ answer) => {
      end();
      idle.push(thread);
      question.resolve(answer);
      next();
    };
    thread.once("error", failed);
    thread.once("message", answered);
    thread.postMessage(question.asked);
    next();
  };
  const ask = (/** @type {object} */ asked) =>
    /** @type {Promise<Answer>} */ (
      new Promise((resolve, reject) => {
        waiting.push({ asked, resolve, reject });
        next();
      })
    );
  const { defects = 0 } = await ask({ kind: "count" });
  return { ask, defects, close: () => Promise.all(threads.map((thread) => thread.terminate())) };
}
