/** A start that cannot go on: one sentence for the person at the terminal, and the last lines of the child that failed. */
export class StartError extends Error {
  /** @param {string} message @param {{ exitCode?: number, lastLines?: string[] }} [details] */
  constructor(message, { exitCode = 1, lastLines = [] } = {}) {
    super(message);
    this.name = "StartError";
    this.exitCode = exitCode;
    this.lastLines = lastLines;
  }
}
