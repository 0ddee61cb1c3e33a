/** A call that was passed on and has not ended. `at` is where it stands among them, -1 when it is none of them. */
export type RunningCall = { digest: string | null; startedMs: number; cut: { cut(): void } | null; at: number };

/**
 * The calls that were passed on and have not ended. An array, in no order: a `Set` makes itself a new table every few
 * dozen calls, and each old one refers to the next and to the calls that were in it then. Once the first has grown old,
 * every call with all that hangs on it would stay until old garbage is collected.
 */
export class RunningCalls {
  readonly #calls: RunningCall[] = [];

  get size(): number {
    return this.#calls.length;
  }

  add(call: RunningCall): void {
    call.at = this.#calls.length;
    this.#calls.push(call);
  }

  delete(call: RunningCall): void {
    if (call.at < 0) return;
    const last = this.#calls.pop();
    if (last && last !== call) {
      this.#calls[call.at] = last;
      last.at = call.at;
    }
    call.at = -1;
  }

  /** Those that have run for so long. */
  since(startedMs: number): RunningCall[] {
    return this.#calls.filter((call) => call.startedMs <= startedMs);
  }
}
