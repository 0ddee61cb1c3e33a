/** A reason why the embedded database cannot run, as one sentence for the person at the terminal. */
export class LauncherError extends Error {
  /** @param {"E1"|"E2"|"E3"|"E4"|"E5"|"E6"|"E7"|"E8"|"E9"} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = "LauncherError";
    this.code = code;
  }
}
