const perCall = 0.1;
const most = 20;

/** Allows repeats for at most a tenth of the calls, so that a failing upstream is not asked twice as often. */
export class RetryBudget {
  #tokens = most;

  /** Counts a call that was passed on. */
  earn(): void {
    this.#tokens = Math.min(most, this.#tokens + perCall);
  }

  /** True when a repeat may be made; it is then spent. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
