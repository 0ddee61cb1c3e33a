import { StartError } from "./start-error.mjs";

const PARENT_CHECK_MS = 500;

/**
 * The life of a supervisor: what was started is undone in reverse order, once, whether by a signal, by the loss of
 * the parent process, or because something failed. A second signal skips the waiting.
 */
export function openLifecycle() {
  /** @type {((hurry: AbortSignal) => unknown)[]} */
  const undos = [];
  const hurry = new AbortController();
  const ending = new AbortController();
  /** @type {Promise<never> | null} */
  let end = null;

  /** @param {number} exitCode */
  const finish = async (exitCode) => {
    ending.abort();
    for (let undo = undos.pop(); undo; undo = undos.pop()) {
      await Promise.resolve(undo(hurry.signal)).catch((/** @type {unknown} */ error) => console.error(String(error)));
    }
    process.exit(exitCode);
  };
  /** @param {string} why */
  const stop = (why) => {
    if (end) return hurry.abort();
    console.log(`\n${why}: stopping.`);
    end = finish(0);
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => stop(signal));

  // `npm start` is npm, a shell and node; a signal sent to npm does not reach us, its death changes our parent.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && !end && stop("The parent process ended"), PARENT_CHECK_MS).unref();

  return {
    /** Aborted as soon as the end begins: one-shot children are bound to it. */
    signal: ending.signal,
    isEnding: () => end !== null,
    /** @param {(hurry: AbortSignal) => unknown} undo run at the end, or at once when that has already begun */
    async defer(undo) {
      undos.push(undo);
      if (end) await end;
    },
    /** @param {unknown} error */
    fail(error) {
      // A child that dies because we are stopping is no news.
      if (!end) {
        report(error);
        end = finish(error instanceof StartError ? error.exitCode : 1);
      }
      return end;
    },
  };
}

/** @typedef {ReturnType<typeof openLifecycle>} Lifecycle */

/** @param {unknown} error */
function report(error) {
  const known = error instanceof Error && (error.name === "StartError" || error.name === "LauncherError");
  console.error(`\n${known ? error.message : (error instanceof Error && error.stack) || String(error)}`);
  for (const line of error instanceof StartError ? error.lastLines : []) console.error(`    ${line}`);
}
